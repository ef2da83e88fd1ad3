#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What people record trace events with records the module's, too.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

[ -x "$reader" ] || skip_all "the reader isn't there"

# counted: calls that returned, all numbers together.
counted() { awk '/^#/ { next } !at { for (i = 1; i <= NF; i++) if ($i == "returned") at = i; next } { sum += $at } END { print sum + 0 }' "$debugfs/syscalls"; }

judge() {
	is "events" "$(counted)" "$(grep -c ' \(sysprobe:\)*sysprobe_syscall: ' "$tmp/events")"
	is "of getppid" 500 "$(grep -c "sysprobe_syscall: *abi=64 nr=$(nr 64 getppid) " "$tmp/events")"
	note "$(grep 'sysprobe_syscall: ' "$tmp/events" | tail -n 1)"
}

with_trace_cmd() {
	if ! command -v trace-cmd >/dev/null; then
		skip "there is no trace-cmd here"
		return
	fi
	trace-cmd record -q -o "$tmp/trace.dat" -e sysprobe \
		"$reader" stat -- "$bin/plain" getppid 500 >"$tmp/out" 2>&1 || fail "$(cat "$tmp/out")"
	trace-cmd report -i "$tmp/trace.dat" >"$tmp/events" 2>"$tmp/err" || fail "$(cat "$tmp/err")"
	judge
}

with_perf() {
	if ! command -v perf >/dev/null; then
		skip "there is no perf here"
		return
	fi
	perf record -q -o "$tmp/perf.data" -e 'sysprobe:*' \
		"$reader" stat -- "$bin/plain" getppid 500 >"$tmp/out" 2>&1 || fail "$(cat "$tmp/out")"
	perf script -i "$tmp/perf.data" >"$tmp/events" 2>"$tmp/err" || fail "$(cat "$tmp/err")"
	judge
}

plan 2
module_load
check "trace-cmd" with_trace_cmd
check "perf" with_perf
finish
