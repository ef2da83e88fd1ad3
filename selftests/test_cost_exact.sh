#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Where a tick is an instruction, the cost table's medians are the same every
# time, and orders that must hold do.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"
# shellcheck source=lib/cost.sh
. "$here/lib/cost.sh"

# measure FILE: "ROW MEDIAN ITEMS" of what could be measured.
measure() {
	reader cost --quick --csv >"$tmp/csv" 2>"$tmp/err" || fail "the reader says: $(cat "$tmp/err")"
	tr -d '\r' <"$tmp/csv" | awk -F, 'NR > 1 && $22 == "\"\"" { print $2, $13 == "" ? 0 : $13, $3 }' >"$1"
	cost_all_measured "$tmp/csv"
}

of() { awk -v row="$1" '$1 == row { print $2 }' "$tmp/first"; }

# Whether nanoseconds are carried into seconds depends on the time of day, and
# takes some instructions; what a packet, an open file or a ring's request finds in the kernel's
# caches depends on what RCU has freed by then.
by_circumstance='^(clock_gettime|sendto|open-close|io_uring-|uring-|server-|ptrace$|seccomp-kill)'

# as_before FILE: the same, and of those that can't be within a twentieth, or
# what a carry takes. What
# an item takes of an operation that handles several is rounded.
as_before() {
	awk -v loose="$by_circumstance" '
		NR == FNR { first[$1] = $2; n++; next }
		{ off = $2 > first[$1] ? $2 - first[$1] : first[$1] - $2; seen++ }
		{ room = $1 ~ loose ? first[$1] / 20 : $3 > 1 }
		$1 ~ /^clock_gettime/ && room < 6 { room = 6 }
		off > room { print $1 " took " first[$1] ", now " $2 }
		END { if (seen != n) print seen " rows, not " n }' "$tmp/first" "$1"
}

repeats() {
	measure "$tmp/first"
	for again in second third; do
		measure "$tmp/$again"
		is "$again" "" "$(as_before "$tmp/$again")"
	done
}

# in_order ROW...: none costs less than the one before. Only what can't be
# measured here may be missing.
in_order() {
	least=0
	before=nothing
	for row in "$@"; do
		value=$(of "$row")
		if [ ! "$value" ]; then
			cost_is_left_out "$row" || fail "$row was not measured"
			continue
		fi
		[ "$value" -ge "$least" ] || fail "$row takes $value, $before $least"
		least=$value
		before=$row
	done
}

orders() {
	in_order clock_gettime-vdso clock_gettime
	[ "$(of clock_gettime-vdso)" -lt "$(of clock_gettime)" ] || fail "the vDSO saves nothing"
	in_order getpid epoll_wait open-close
	in_order no-such-number syscall int80
	in_order seccomp-none seccomp-bitmap seccomp-compare-10 seccomp-compare-300 seccomp-trap
	in_order seccomp-none seccomp-stack-1 seccomp-stack-2 seccomp-stack-4 seccomp-stack-8
	in_order untraced sysprobe-direct sysprobe-tracepoint sysprobe-kretprobe ptrace
	in_order untraced perf-tracepoint ptrace
	in_order untraced ebpf-count ebpf-histogram ptrace
	in_order syscall syscall-libc int80
	in_order syscall sysenter
	in_order syscall syscall32
	in_order untraced ptrace-seccomp ptrace
	in_order readv-64 readv-16 readv-4 readv-2 read-single readv-1
	in_order writev-64 writev-16 writev-4 writev-2 write-single writev-1
	in_order sendmmsg-8 sendmmsg-2 sendmsg-single sendmmsg-1
	in_order recvmmsg-8 recvmmsg-2 recvmsg-single recvmmsg-1
	in_order uring-submit-64 uring-submit-8 uring-submit-1
	in_order uring-nop-256 uring-nop-64 uring-nop-plain uring-nop-4 uring-nop-1
	in_order server-io_uring server-epoll
}

module_load
case $("$bin/cost" | awk '$1 == "nops" { print $2 }') in
10[0-9][0-9]) ;;
*) skip_all "a tick is no instruction here; boot with QEMU's -icount, as scripts/vm --icount does" ;;
esac
plan 2
left_out=$(cost_left_out)
note "can't be measured here: $(echo "$left_out" | tr "\n" " ")"
check "three runs have the same medians" repeats
check "what does more takes more" orders
finish
