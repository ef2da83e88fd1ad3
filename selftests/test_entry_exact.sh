#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Where a tick is an instruction: what is left when the hook's cost is taken
# off is what the call takes without the hook; and the same every time.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

# The issue is the sum: within a twentieth, or a dozen instructions.
close_enough() {
	awk -v a="$1" -v b="$2" 'BEGIN {
		off = a > b ? a - b : b - a
		exit !(off <= 12 || off * 20 <= b)
	}'
}

# measure FILE ARGUMENT...: "LABEL MEDIAN CORRECTED" of each row.
measure() {
	file=$1
	shift
	reader entry -n 2000 "$@" >"$tmp/out" 2>&1 || fail "the reader says: $(cat "$tmp/out")"
	awk '$1 ~ /^(entry|body|exit|sum)$/ && NF == 8 { print $1, $4, $7 }
		$1 == "unprobed" && NF == 7 { print $1, $4, $6 }' "$tmp/out" >"$file"
	is "rows" 5 "$(wc -l <"$file")"
}

value() { awk -v label="$2" '$1 == label { print $3 }' "$1"; }

sums() {
	measure "$tmp/rows" "$@"
	sum=$(value "$tmp/rows" sum)
	unprobed=$(value "$tmp/rows" unprobed)
	close_enough "$sum" "$unprobed" || fail "the sum is $sum, without the hook it is $unprobed"
	parts=0
	for part in entry body exit; do
		[ "$(value "$tmp/rows" $part)" -gt 0 ] || fail "$part is $(value "$tmp/rows" $part)"
		parts=$((parts + $(value "$tmp/rows" $part)))
	done
	close_enough "$parts" "$unprobed" || fail "the parts make $parts, without the hook it is $unprobed"
}

repeats() {
	measure "$tmp/first" -m syscall
	for again in second third; do
		measure "$tmp/$again" -m syscall
		diff "$tmp/first" "$tmp/$again" >"$tmp/diff" || fail "$again: $(cat "$tmp/diff")"
	done
}

# What one does more than another is in the body, and nowhere else.
bodies() {
	measure "$tmp/short" -m syscall -e getpid
	measure "$tmp/long" -m syscall -e read
	for part in entry exit; do
		close_enough "$(value "$tmp/short" $part)" "$(value "$tmp/long" $part)" ||
			fail "$part: $(value "$tmp/short" $part) of getpid, $(value "$tmp/long" $part) of read"
	done
	[ "$(value "$tmp/short" body)" -ne "$(value "$tmp/long" body)" ] ||
		fail "getpid and read have a body of $(value "$tmp/long" body) each"
}

# An interrupt's way in and out is longer than SYSCALL's.
ways_in() {
	measure "$tmp/syscall" -m syscall
	measure "$tmp/int80" -m int80
	[ "$(value "$tmp/syscall" entry)" -lt "$(value "$tmp/int80" entry)" ] ||
		fail "in by syscall $(value "$tmp/syscall" entry), by int 0x80 $(value "$tmp/int80" entry)"
}

module_load
case $("$bin/cost" | awk '$1 == "nops" { print $2 }') in
10[0-9][0-9]) ;;
*) skip_all "a tick is no instruction here; boot with QEMU's -icount, as scripts/vm --icount does" ;;
esac
plan 7
check "getppid by syscall adds up" sums -m syscall
check "getppid by int 0x80 adds up" sums -m int80
check "read by syscall adds up" sums -m syscall -e read
check "write by int 0x80 adds up" sums -m int80 -e write
check "three times the same" repeats
check "what differs is the body" bodies
check "int 0x80 is the longer way in" ways_in
finish
