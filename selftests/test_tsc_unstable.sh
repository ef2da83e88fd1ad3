#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The kernel marks the TSC unstable while a session counts: no count is lost,
# the session goes on, and every report says so. There is no way back, so this
# is for a machine of its own, see vms.conf.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

CALLS=3000
AHEAD_MS=200

marked() { grep -q '^# clock: .*, marked unstable' "$1"; }
status_says_so() { marked "$debugfs/status"; }
watched() { grep -q '^tsc$' /sys/devices/system/clocksource/clocksource0/current_clocksource; }

# The kernel's watchdog compares the TSC with the HPET twice a second; put
# forward, that has the TSC look slow. Not by as much as a stalled machine would be,
# which it forgives.
turns() {
	is "start" ok "$(ctl "start pid=$$ calls=64:$(nr 64 getppid) persist switches vdso")"
	"$bin/plain" getppid $CALLS
	! status_says_so || fail "it says so before"
	wait_until watched || return
	tries=0
	until status_says_so; do
		"$bin/tool" hpet $AHEAD_MS || fail "the HPET can't be put forward"
		tries=$((tries + 1))
		[ $tries -lt 20 ] || fail "the kernel keeps its trust in the TSC"
		! has_failed || return
		sleep 1
	done
	is "state" counting "$(control_says state)"
	"$bin/plain" getppid $CALLS
	is "calls" $((2 * CALLS)) "$(figure 64:getppid calls)"
	is "returned" $((2 * CALLS)) "$(figure 64:getppid returned)"
	note "$((2 * CALLS)) calls counted, half before and half after; told $tries times"
	nothing_lost
}

# Files, snapshot, the program's table and its JSON, while it counts and after.
told() {
	for file in status syscalls latency errors overhead switches vdso; do
		marked "$debugfs/$file" || fail "$file doesn't say so"
	done
	marked /proc/sysprobe/summary || fail "summary doesn't say so"
	"$bin/tool" snapshot "$debugfs/snapshot" conditions | sed 's/^/# /' >"$tmp/out"
	marked "$tmp/out" || fail "the snapshot doesn't say so"
	reader stat --last 2>"$tmp/out" || fail "the reader fails"
	marked "$tmp/out" || fail "the table doesn't say so"
	reader stat --last --json >"$tmp/out" || fail "the reader fails"
	grep -q '"clock": .*, marked unstable' "$tmp/out" || fail "JSON doesn't say so"
	reader vdso >"$tmp/out" || fail "the reader fails"
	grep -q 'marked unstable\|marked.*unstable' "$tmp/out" || fail "vdso doesn't say so"
}

next_session() {
	under "$1" plain getppid
	is "calls" 5 "$(figure 64:getppid calls)"
	marked "$debugfs/syscalls" || fail "it doesn't say so"
	nothing_lost
}

afterwards() {
	is "stop" ok "$(ctl stop)"
	told
}

tr ' ' '\n' </proc/cmdline | grep -q '^iomem=relaxed$' ||
	skip_all "the HPET can't be written: boot with iomem=relaxed"
grep -q ': HPET 0' /proc/iomem || skip_all "there is no HPET"
module_load
! status_says_so || skip_all "the TSC is marked unstable already"
plan_hooks 1 3
check "it turns while something is counted" turns
check "all that reports says so" told
check "so does what is left of it" afterwards
per_hook "the next session counts" next_session
finish
