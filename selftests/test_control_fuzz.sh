#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# timeout: 1500
#
# Random bytes, and commands with one word wrong, change nothing; those that are right
# do what they say, in any order, by several files. A million writes with --long.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

writes=5000
commands=1000
[ -z "${LONG:-}" ] || { writes=250000 commands=10000; }
seed=0x5eed

# As it was, but for what the clock does.
state() { cat "$control"; grep -E '^(state|session|generation|owner|persist|hook|memory|counter (tables|records))' "$debugfs/status"; }

shower() {
	before=$(state)
	"$bin/tool" fuzz "$1" $((seed += 1)) $writes >"$tmp/taken" ||
		fail "$(head -n 20 "$tmp/taken")"
	note "$(tail -n 1 "$tmp/taken")"
	[ "$(state)" = "$before" ] || fail "$(state)"
}

while_off() { shower "$1"; }

# What was being counted goes on being counted, and only that.
while_counting() {
	is "start" ok "$(ctl "start pid=$$ calls=64:110 persist")"
	"$bin/plain" getppid 10
	shower "$1"
	"$bin/plain" getppid 10
	is "stop" ok "$(ctl stop)"
	rows_are <<-END
		64:getppid 20
	END
}

# Fresh, as the model counts sessions from the load on.
against_a_model() {
	module_load
	for hook in direct kretprobe tracepoint; do
		[ "$(hook_why_not $hook)" ] || usable="${usable:-} $hook"
	done
	"$bin/tool" commands $((seed += 1)) $commands "$usable" "$control" "$debugfs/control" \
		>"$tmp/out" || {
		fail "$(cat "$tmp/out")"
		return
	}
	note "$(tail -n 1 "$tmp/out")"
}

plan 5
module_load
for file in "$control" "$debugfs/control"; do
	check "while nothing counts, ${file%/sysprobe/control}" while_off "$file"
	check "while something counts, ${file%/sysprobe/control}" while_counting "$file"
done
check "commands in any order, against a model" against_a_model
finish
