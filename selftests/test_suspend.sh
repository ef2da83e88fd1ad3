#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# timeout: 300
# only-by-name: it suspends the machine, or everything short of that, many times
#
# A machine that suspends and resumes while calls are counted loses none, at
# whatever depth: tasks frozen, devices asleep, other CPUs taken away, all but
# the last instruction done.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

power=/sys/power
delay=/sys/module/suspend/parameters/pm_test_delay
[ -w $power/pm_test ] || skip_all "this kernel can't try a suspend: it has no /sys/power/pm_test"

CALLS=200
times=1
[ -z "${LONG:-}" ] || times=10

# depths: STATE:DEPTH, of what the kernel knows; an idle sleep goes only so far.
depths() {
	for depth in freezer devices platform; do
		echo freeze:$depth
	done
	grep -qw mem $power/state || return
	for depth in freezer devices platform processors core; do
		echo mem:$depth
	done
}

# calls_for_a_while: in rounds of so many, until it is told to end.
calls_for_a_while() {
	rounds=0
	until [ -e "$tmp/enough" ]; do
		"$bin/plain" getppid $CALLS
		rounds=$((rounds + 1))
	done
	echo $rounds >"$tmp/rounds.$1"
}

try_all() {
	for depth in $(depths); do
		echo "${depth#*:}" >$power/pm_test
		if ! echo "${depth%:*}" >$power/state; then
			fail "the kernel doesn't suspend: $depth"
			continue
		fi
		suspends=$((suspends + 1))
		is "state after $depth" counting "$(control_says state)"
	done
}

counts_on() {
	rm -f "$tmp/enough"
	is "start" ok "$(ctl "start hook=$1$few pid=$$ persist")"
	calls_for_a_while one &
	one=$!
	calls_for_a_while two &
	two=$!
	suspends=0
	i=0
	while [ $i -lt $times ]; do
		try_all
		i=$((i + 1))
	done
	: >"$tmp/enough"
	wait $one $two
	is "stop" ok "$(ctl stop)"
	calls=$((CALLS * ($(cat "$tmp/rounds.one") + $(cat "$tmp/rounds.two"))))
	note "$suspends suspends and resumes, $calls calls of two programs"
	[ $suspends -gt 0 ] || fail "it was never suspended"
	is "calls" $calls "$(figure 64:getppid calls)"
	is "returned" $calls "$(figure 64:getppid returned)"
	nothing_lost
}

# What takes CPUs, and probes, besides the hooks.
measures_afterwards() {
	is "measure cr3" ok "$(ctl "measure cr3")"
	is "start" ok "$(ctl "start persist switches vdso")"
	try_all
	is "stop" ok "$(ctl stop)"
	updates=$(awk '$1 == "updates" { print $2 }' "$debugfs/vdso")
	[ "${updates:-0}" -gt 0 ] || fail "no rewrite of the vDSO's data was seen"
	rows=$(grep -c 'context_switch' "$debugfs/switches")
	is "CPUs whose switches were counted" "$(nproc)" "$rows"
	is "measure cr3" ok "$(ctl "measure cr3")"
}

# shellcheck disable=SC2034 # at_exit looks at it
undo="echo none >$power/pm_test; [ ! -w $delay ] || echo $(cat $delay 2>/dev/null) >$delay"
# It isn't about how long it sleeps.
[ ! -w $delay ] || echo 0 >$delay
plan_hooks 1 1
module_load
per_hook "counting goes on" counts_on
suspends=0
check "switches, rewrites and CR3 are measured as before" measures_afterwards
finish
