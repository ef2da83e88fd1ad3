#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# timeout: 900
#
# Signals, ptrace, seccomp, execve in a thread and kill -9 in the middle of
# counted calls: every call that began has come back, is inside, was cut off by
# its task's end, or never returns.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

rounds=2
[ -z "${LONG:-}" ] || rounds=100
seed=0x5eed

storm() {
	is "start" ok "$(ctl "start hook=$1$few pid=$$ persist")"
	"$bin/tool" storm $rounds $((seed += 1)) >"$tmp/storm" || fail "the storm ends with $?"
	note "$(cat "$tmp/storm")"
	is "stop" ok "$(ctl stop)"
	# Of those who wait for somebody: the shell, for the one that said stop.
	all_accounted_for
	[ "$returned" -gt 1000 ] || fail "hardly a call was made"
}

# storming TIMES: has it come so far that it traced so often? Nothing else here does.
storming() {
	calls=$(figure 64:ptrace calls)
	[ "${calls:-0}" -ge "$1" ]
}

# The session ends while it goes on, a little later each time. What is inside then
# comes back, most of it, before the hook is off.
stopped_in_the_middle() {
	times=0 all=0
	while [ $times -lt $rounds ] && [ $times -lt 20 ] && ! has_failed; do
		is "start" ok "$(ctl "start hook=$1$few $(widest "$1") persist")"
		setsid "$bin/tool" storm 1000000 $((seed += 1)) >/dev/null 2>&1 &
		storm=$!
		# shellcheck disable=SC2034 # at_exit looks at it
		undo="kill -KILL -$storm"
		wait_until storming $((times + 1))
		is "stop" ok "$(ctl stop)"
		all_accounted_for >"$tmp/said"
		! has_failed || cat "$tmp/said"
		times=$((times + 1))
		all=$((all + calls))
		eval "$undo"
		undo=:
		wait $storm 2>/dev/null
	done
	note "$times sessions ended in the middle of it; $all calls in all"
}

plan_hooks 2
module_load
per_hook "calls that are interrupted add up" storm
per_hook "a session that ends in the middle adds up" stopped_in_the_middle
finish
