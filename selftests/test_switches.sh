#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Switches of tasks and of address spaces, and what the TLB loses, are counted
# on each CPU while a session asks for it.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

switches=$debugfs/switches
rounds=500

# n EVENT [CPU]: on the first CPU.
n() { awk -v event="$1" -v cpu="${2:-0}" '$1 == cpu && $2 == event { print $3 }' "$switches"; }

# Switches to another address space.
mm() { echo $(($(n mm_switch_flushed) + $(n mm_switch_kept))); }

pcide() { sed -n 's/^cr4_pcide //p' "$debugfs/cr3"; }

# during COMMAND...: a session that asks, as long as it runs.
during() {
	is "start" ok "$(ctl "start pid=$$ persist switches")"
	"$@" >/dev/null || fail "$*: exit status $?"
	is "stop" ok "$(ctl stop)"
}

none_unless_asked() {
	grep -q '^# counted: no' "$switches" || fail "$(tail -n 2 "$switches")"
	during "$bin/plain" getppid 1
	[ "$(n context_switch)" -gt 0 ] || fail "no switch was seen: $(cat "$switches")"
	is "start" ok "$(ctl "start pid=$$ persist")"
	"$bin/plain" getppid 1
	is "stop" ok "$(ctl stop)"
	grep -q '^# counted: no' "$switches" || fail "$(tail -n 2 "$switches")"
	is "rows" 1 "$(grep -vc '^#' "$switches")"
}

# Each round is two hand-overs.
processes() {
	during "$bin/tool" pingpong processes $rounds
	note "$(n context_switch) switches of tasks, $(n mm_switch_flushed) of address spaces flushed, $(n mm_switch_kept) did not"
	[ "$(n context_switch)" -ge $((2 * rounds)) ] || fail "too few of tasks"
	[ "$(mm)" -ge $((2 * rounds)) ] || fail "too few of address spaces"
	if [ "$(pcide)" = 1 ]; then
		[ "$(n mm_switch_kept)" -ge $((2 * rounds - rounds / 5)) ] || fail "PCIDs save too little"
	else
		is "kept without PCIDs" 0 "$(n mm_switch_kept)"
	fi
	# A switch of address spaces drops all or nothing.
	is "parts dropped" "0 0" "$(awk '$2 ~ /^mm_switch/ { pages += $5; if ($2 ~ /flushed/) odd += $3 - $4; else odd += $4 } END { print pages + 0, odd + 0 }' "$switches")"
}

threads() {
	during "$bin/tool" pingpong threads $rounds
	note "$(n context_switch) switches of tasks, $(mm) of address spaces"
	[ "$(n context_switch)" -ge $((2 * rounds)) ] || fail "too few of tasks"
	[ "$(mm)" -lt $((rounds / 2)) ] || fail "too many of address spaces"
}

shootdowns() {
	if [ "$(grep -c '^processor' /proc/cpuinfo)" -lt 2 ]; then
		skip "there is one CPU"
		return
	fi
	during "$bin/tool" unmap $rounds
	note "CPU 0 asked $(n remote_send_ipi) times, CPU 1 was asked $(n remote_shootdown 1) times"
	[ "$(n remote_send_ipi)" -ge $((rounds / 2)) ] || fail "too few asked for: $(cat "$switches")"
	[ "$(n remote_shootdown 1)" -ge $((rounds / 2)) ] || fail "too few were asked: $(cat "$switches")"
}

# A CPU alone drops the pages themselves, and says how many.
local_flushes() {
	during "$bin/plain" getppid 10
	before=$(awk '$2 == "local_mm_shootdown" { sum += $3 } END { print sum }' "$switches")
	[ "$before" -gt 0 ] || fail "a program came and went, and nothing was flushed: $(cat "$switches")"
}

stays_and_resets() {
	is "start" ok "$(ctl "start pid=$$ persist switches")"
	"$bin/tool" pingpong processes $rounds
	[ "$(n context_switch)" -ge $((2 * rounds)) ] || fail "not while it counts: $(cat "$switches")"
	is "reset" ok "$(ctl reset)"
	[ "$(n context_switch)" -lt $rounds ] || fail "after the reset: $(cat "$switches")"
	is "stop" ok "$(ctl stop)"
	cat "$switches" >"$tmp/stopped"
	"$bin/tool" pingpong processes 50
	diff "$tmp/stopped" "$switches" >"$tmp/diff" || fail "goes on after the stop: $(cat "$tmp/diff")"
}

refused() {
	for line in "start switches switches" "start switches=1" "start switchesx" "start segments=64:110 switches"; do
		is "$line" EINVAL "$(ctl "$line")"
	done
	is "state" off "$(control_says state)"
}

by_program() {
	reader cr3 --switches 0.3 >"$tmp/out" || fail "the reader fails"
	grep -q '^  all  *[1-9]' "$tmp/out" || fail "$(cat "$tmp/out")"
	calls=$(sed -n 's/^KPTI is o[nf]*.* \([0-9]*\) calls.*/\1/p' "$tmp/out")
	[ "$calls" -gt 0 ] || fail "$(cat "$tmp/out")"
	reader cr3 --switches 0.1 --json >"$tmp/out" || fail "the reader fails"
	is "state" off "$(control_says state)"
}

plan 8
module_load
check "not unless it is asked for" none_unless_asked
check "two processes on a CPU" processes
check "two threads on a CPU" threads
check "what other CPUs are asked to drop" shootdowns
check "what is dropped here" local_flushes
check "stays after the stop, and resets" stays_and_resets
check "refuses what it does not understand" refused
check "the reader shows it" by_program
finish
