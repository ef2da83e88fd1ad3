#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Entry, body, exit of a cooperating caller's calls: who is measured, what is
# refused, and that nobody else's registers are touched.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

entry=$debugfs/entry

# row SEGMENT COLUMN
row() {
	awk -v name="$1" -v column="$2" '
		/^#/ { next }
		!titles++ { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$1 == name { print $at[column] }' "$entry"
}

says() { sed -n "s/^# $1: //p" "$entry"; }

nothing_yet() {
	is "call" "none yet" "$(says call)"
	is "rows" 0 "$(sed '/^#/d; 1,/^segment/d' "$entry" | wc -l)"
}

# The words that go with it, and the calls that can be measured, are few.
refused() {
	before=$(cat "$control")
	for words in segments= segments=64: segments=64:110,111 segments=64:0-1 \
		     segments=64:257 segments=64:9 segments=64:60 segments=64:600 \
		     segments=65:110 segments=110 segments=ia32:11 segments=64:0x6e \
		     "segments=64:110 all" "pid=$$ segments=64:110" "segments=64:110 tid=$$" \
		     "segments=64:110 persist" "errors segments=64:110" \
		     "segments=64:110 on_exec" "hook=kretprobe segments=64:110" \
		     "calls=64:110 segments=64:110" "segments=64:110 calls=64:110" \
		     "segments=64:110 segments=64:110" "segments=64:110 segments=64:39"; do
		is "start $words" EINVAL "$(ctl "start $words")"
	done
	is "control" "$before" "$(cat "$control")"
	nothing_yet
}

# A session of it is one like the others.
session() {
	exec 3>"$control"
	echo "start segments=64:110" >&3 || fail "cannot start"
	is "hook" segments "$(control_says hook)"
	is "scope" thread "$(control_says scope)"
	is "target" $$ "$(control_says target)"
	is "another one" EBUSY "$(ctl "start segments=64:110")"
	is "counting" EBUSY "$(ctl "start all")"
	is "somebody else's stop" EBUSY "$(ctl stop)"
	if rmmod sysprobe 2>/dev/null; then
		fail "the module went while it was in use"
	fi
	grep -q 'x64_sys_call\|sys_getppid' /sys/kernel/debug/kprobes/list || fail "nothing is armed"
	exec 3>&-
	is "state" off "$(control_says state)"
	if grep -q 'x64_sys_call\|sys_getppid\|sysprobe' /sys/kernel/debug/kprobes/list; then
		fail "it is armed still"
	fi
	is "kept" "0 kept, 0 not kept, 0 segments below zero" "$(says samples)"
}

followed() {
	reader entry -n 1000 "$@" >"$tmp/out" 2>"$tmp/err" || fail "the reader says: $(cat "$tmp/err")"
	is "state" off "$(control_says state)"
	is "kept" "1000 kept, 0 not kept, 0 segments below zero" "$(says samples)"
	is "entries" 1000 "$(row entry n)"
	is "bodies" 1000 "$(row body n)"
	is "exits" 999 "$(row exit n)"
	is "sums" 999 "$(row sum n)"
	for segment in entry body exit sum; do
		[ "$(row $segment min)" -gt 0 ] || fail "$segment: min $(row $segment min)"
		for pair in min:median median:p99 p99:max; do
			[ "$(row $segment "${pair%:*}")" -le "$(row $segment "${pair#*:}")" ] ||
				fail "$segment: $pair"
		done
	done
	grep -q ', 1000 calls, 1000 of them followed, on CPU' "$tmp/out" || fail "$(cat "$tmp/out")"
}

# came_back PATTERN: by which instruction; under FRED there is one only.
came_back() {
	pattern=$1
	! grep -qw fred /proc/cpuinfo || pattern='^ERETU, because'
	says return | grep -q "$pattern" || fail "return: $(says return)"
}

by_syscall() {
	followed -m syscall
	is "call" "64 110 sys_getppid" "$(says call)"
	came_back '^SYSRET; rcx \(0x[0-9a-f]*\), rip \1, r11 \(0x[0-9a-f]*\), rflags \2$'
}

by_int80() {
	followed -m int80 -e close
	is "call" "ia32 6 sys_close" "$(says call)"
	came_back '^IRET, because'
}

by_x32() {
	if reader entry -m x32 -n 100 2>&1 | grep -q '^getppid by x32: skipped, x32 is off'; then
		skip "x32 is off here; boot with syscall.x32=y"
		return
	fi
	followed -m x32
	is "call" "x32 110 sys_getppid" "$(says call)"
	came_back '^SYSRET; '
}

# More calls than are kept: counted, and those before them stay.
too_many() {
	reader entry -m syscall -n 16384 >"$tmp/out" 2>&1 || fail "$(cat "$tmp/out")"
	is "kept" "16384 kept, 0 not kept, 0 segments below zero" "$(says samples)"
	reader entry -m syscall -n 16385 >"$tmp/out" 2>&1
	is "one more" 2 $?
}

work() {
	is "syscall work" "$1" "$(says "syscall work")"
}

# Tracepoints that somebody has on are on the caller's way.
syscall_work() {
	followed -m syscall
	work none
	events=/sys/kernel/debug/tracing/events/raw_syscalls/sys_enter/enable
	undo="echo 0 >$events"
	echo 1 >$events
	followed -m syscall
	eval "$undo"
	undo=:
	work tracepoint
}

# While a session is on, in another process, and in none.
strangers() {
	(
		exec 3>"$control"
		echo "start segments=64:110" >&3 || exit
		"$bin/tool" registers stranger 1000000
	) 3>&- || fail "a stranger's registers were changed"
	is "state" off "$(control_says state)"
}

callers() {
	"$bin/tool" registers caller >"$tmp/out" || fail "$(cat "$tmp/out"), or after execve"
	is "state" off "$(control_says state)"
}

killed() {
	"$bin/tool" ctl -w "start segments=64:110" >"$tmp/out" &
	wait_until grep -q ok "$tmp/out"
	kill -9 $!
	wait $! 2>/dev/null
	wait_until is_off
	if grep -q 'x64_sys_call\|sys_getppid\|sysprobe' /sys/kernel/debug/kprobes/list; then
		fail "it is armed still"
	fi
}

# Its figures are not the last counting session's.
after_counting() {
	under "$(some_hook)" plain getppid
	is "getppid" 5 "$(figure 64:getppid calls)"
	followed -m syscall
	is "rows of syscalls" "" "$(columns "$debugfs/syscalls" calls)"
	reader stat --last >"$tmp/out" 2>&1 || fail "$(cat "$tmp/out")"
	under "$(some_hook)" plain getppid
	is "getppid" 5 "$(figure 64:getppid calls)"
}

# lseek's 32-bit handler is another, which takes more.
of_one_abi() {
	reader entry -n 200 -e lseek >"$tmp/out" 2>&1 || fail "the reader says: $(cat "$tmp/out")"
	grep -q '^lseek by syscall, 200 calls, 200 of them followed' "$tmp/out" || fail "$(cat "$tmp/out")"
	grep -q "^lseek by int80: skipped, the segments of lseek by int80 can't be measured" "$tmp/out" || fail "$(cat "$tmp/out")"
	for words in "-e lseek -m int80" "-e openat" "-e nonsense"; do
		status=0
		# shellcheck disable=SC2086 # words
		reader entry -n 200 $words >"$tmp/out" 2>&1 || status=$?
		is "status of $words" 2 $status
		is "lines of $words" 1 "$(wc -l <"$tmp/out")"
	done
}

plan 13
module_load
check "before the first session there is nothing" nothing_yet
check "what is not understood is refused" refused
check "a session is like any other" session
check "calls by syscall" by_syscall
check "calls by int 0x80" by_int80
check "calls by x32" by_x32
check "as many calls as are kept" too_many
check "what sends calls around by the slow path" syscall_work
check "a million calls of a stranger" strangers
check "of a caller nothing but its own calls" callers
check "kill -9 leaves nothing armed" killed
check "a session that counts before and after" after_counting
check "a call of one ABI, not of another" of_one_abi
finish
