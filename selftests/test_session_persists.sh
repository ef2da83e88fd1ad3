#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A session that is to persist outlives its starter; whoever may write control
# may end it.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

outlives() {
	is "start" ok "$(ctl "start hook=$1 persist")"
	is "state" counting "$(control_says state)"
	is "persist" 1 "$(control_says persist)"
	is "hook" "$1" "$(control_says hook)"
	"$bin/plain" getppid 50
	is "a second start" EBUSY "$(ctl start)"
	is "reset by another" ok "$(ctl reset)"
	is "stop by another" ok "$(ctl -f "$debugfs/control" stop)"
	is "state" off "$(control_says state)"
	is "a second stop" ENOENT "$(ctl stop)"
}

by_reader() {
	reader start --hook "$1" >"$tmp/out" || fail "cannot start"
	is "persist" 1 "$(control_says persist)"
	"$bin/plain" getppid 50
	reader stop >>"$tmp/out" || fail "cannot stop"
	is "state" off "$(control_says state)"
	[ "$(figure 64:getppid calls)" -ge 50 ] || fail "not all calls were counted"
	reader stat --last --csv >"$tmp/csv" || fail "cannot show the last session"
	grep -q ',getppid,' "$tmp/csv" || fail "$(cat "$tmp/csv")"
}

plan_hooks 2
module_load
per_hook "it outlives its file" outlives
per_hook "the reader starts and ends one" by_reader
finish
