#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Parameters: a bad one keeps the module out, hook= is what sessions use that
# name none, start= counts from load on.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

newline='
'

refused() {
	for parameter in hook=nonsense hook= "start=nonsense" "start=all pid=1" \
		"start=calls=64:9999" "start=pid=4194304" "start=hook=nonsense" \
		"start=all calls=64:110$newline"; do
		module_unload
		if module_insert "$parameter" 2>/dev/null; then
			fail "taken: $parameter"
		fi
		! module_loaded || fail "still loaded after $parameter"
		[ ! -e /proc/sysprobe ] || fail "files are left after $parameter"
	done
}

default_hook() {
	module_load "hook=$1"
	is "start" ok "$(ctl "start persist $(widest "$1")")"
	is "hook" "$1" "$(control_says hook)"
	is "stop" ok "$(ctl stop)"
}

from_load() {
	module_load "hook=$1" "start=all"
	is "state" counting "$(control_says state)"
	is "persist" 1 "$(control_says persist)"
	is "scope" all "$(control_says scope)"
	"$bin/plain" getppid 30
	is "stop" ok "$(ctl stop)"
	[ "$(figure 64:getppid calls)" -ge 30 ] || fail "not all calls were counted"
}

with_words() {
	module_load hook="$1" start="pid=$$ calls=64:110"
	is "scope" process "$(control_says scope)"
	is "target" $$ "$(control_says target)"
	"$bin/plain" getppid 30
	is "stop" ok "$(ctl stop)"
	rows_are <<-END
		64:getppid 30
	END
}

plan_hooks 3 1
module_load
check "bad parameters" refused
module_load
for hook in $hooks; do
	module_load
	check "hook= is the default, $hook" with_hook "$hook" default_hook
	module_load
	check "start=all counts from load, $hook" with_hook "$hook" everyone from_load
	module_load
	check "start= takes words, $hook" with_hook "$hook" with_words
done
finish
