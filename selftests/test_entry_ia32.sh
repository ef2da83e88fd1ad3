#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The ways in that only a 32-bit program has: the one that this CPU's 32-bit
# vDSO uses is measured, and whatever is not says why.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

# entry ARGUMENT...: of the reader, which has to succeed; into $tmp/out.
entry() {
	status=0
	reader entry "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
	is "exit status of entry $*" 0 $status
	is "what entry $* complains of" "" "$(cat "$tmp/err")"
}

# of ROW COLUMN: a field of $tmp/out; the median is the fourth.
of() { awk -v row="$1" -v column="$2" '$1 == row && NF == 7 { print $column }' "$tmp/out"; }

# skipped METHOD REASON: a pattern
skipped() {
	grep -q "^getppid by $1: skipped, $2" "$tmp/out" || fail "$1: $(cat "$tmp/out")"
}

# in_order ROW N
in_order() {
	is "calls of $1" "$2" "$(of "$1" 2)"
	if [ "$(of "$1" 3)" -gt "$(of "$1" 4)" ] || [ "$(of "$1" 4)" -gt "$(of "$1" 5)" ]; then
		fail "$1: $(grep "^ *$1 " "$tmp/out")"
	fi
}

emulated=''
"$bin/plain32" getppid 2>/dev/null && emulated=1

needs_32bit() {
	[ "$emulated" ] || skip "32-bit programs are off here"
	[ "$emulated" ]
}

measured() {
	needs_32bit || return
	entry -m "$used" -n 1000
	grep -q "^getppid by $used, 1000 calls, on CPU [0-9]*$" "$tmp/out" || fail "$(cat "$tmp/out")"
	grep -q '^    round trip only: a 32-bit caller has no r8' "$tmp/out" || fail "$(cat "$tmp/out")"
	grep -q '^# hypervisor: ' "$tmp/out" || fail "there are no conditions"
	in_order unprobed 1000
	in_order caller 1000
	[ "$(of unprobed 4)" -gt "$(of caller 4)" ] ||
		fail "a call takes $(of unprobed 4), no call $(of caller 4)"
	if grep -q '^ *\(entry\|body\|exit\|sum\) ' "$tmp/out"; then
		fail "segments of a caller that cannot have them"
	fi
	is "state" off "$(control_says state)"
}

other_way() {
	needs_32bit || return
	entry -m "$unused"
	skipped "$unused" "this CPU's 32-bit vDSO uses ${used%32}$"
}

# method_json METHOD: its lines
method_json() {
	awk -v method="\"$1\"" '/"method":/ { on = index($0, method) } on' "$tmp/out"
}

as_json() {
	needs_32bit || return
	entry -n 1000 --json
	method_json "$used" >"$tmp/used"
	method_json "$unused" >"$tmp/unused"
	for line in '"skipped": null' '"abi": "ia32"' '"nr": 64' '"calls": 1000' '"n": 1000' \
		    '"round_trip_only": "a 32-bit caller has no r8'; do
		grep -qF "$line" "$tmp/used" || fail "no '$line' in $(cat "$tmp/used")"
	done
	if grep -q '"\(entry\|sum\|followed\)":' "$tmp/used"; then
		fail "segments of a caller that cannot have them"
	fi
	# shellcheck disable=SC2046 # two words
	set -- $(sed -n 's/.*"median": \([0-9]*\).*/\1/p' "$tmp/used")
	[ "${1:-0}" -gt "${2:-0}" ] || fail "medians of $used: $*"
	grep -q "\"skipped\": \"this CPU's 32-bit vDSO uses ${used%32}\"" "$tmp/unused" ||
		fail "$(cat "$tmp/unused")"
	method_json syscall | grep -q '"round_trip_only": null' || fail "syscall has segments"
}

choice() {
	needs_32bit || return
	entry -m "$used" -n 1000 -e close
	grep -q '^    call: ia32 6$' "$tmp/out" || fail "$(cat "$tmp/out")"
	for call in poll nosuch; do
		reader entry -m "$used" -e $call >"$tmp/out" 2>"$tmp/err"
		is "$call" 2 $?
		is "output of $call" "" "$(cat "$tmp/out")"
	done
}

# both_skipped REASON: while a sysctl is as it isn't usually
both_skipped() {
	entry -m sysenter
	skipped sysenter "$1"
	entry -m syscall32
	skipped syscall32 "$1"
}

# with_sysctl FILE VALUE REASON
with_sysctl() {
	before=$(cat "$1")
	undo="echo $before >$1"
	echo "$2" >"$1"
	both_skipped "$3"
	eval "$undo"
	undo=:
	entry -m "$used" -n 1000
	in_order unprobed 1000
}

no_vdso() {
	needs_32bit || return
	with_sysctl /proc/sys/abi/vsyscall32 0 "32-bit programs get no vDSO here; .*abi.vsyscall32"
}

# In a pid namespace of its own, as some kernels (6.3 to 6.5) only let it rise.
memory_not_run() {
	needs_32bit || return
	noexec=/proc/sys/vm/memfd_noexec
	if [ ! -e $noexec ]; then
		skip "this kernel has no sysctl vm.memfd_noexec"
		return
	fi
	(
		# shellcheck disable=SC2016 # for the shell inside
		unshare -m -p -f sh -c 'mount -t proc proc /proc && echo 2 >"$1" && shift && "$@"' \
			sh $noexec "$reader" entry -n 1000
	) >"$tmp/out" 2>"$tmp/err" || fail "the reader says: $(cat "$tmp/err")"
	for method in sysenter syscall32; do
		skipped $method "a program in memory may not be run here .*vm.memfd_noexec"
	done
	entry -m "$used" -n 1000
	in_order unprobed 1000
}

no_32bit() {
	if [ "$emulated" ]; then
		skip "32-bit programs are on here; boot with ia32_emulation=off"
		return
	fi
	entry -n 1000
	skipped int80 "32-bit calls are off here; boot with ia32_emulation=on"
	skipped sysenter "32-bit programs can't be run here; boot with ia32_emulation=on"
	skipped syscall32 "32-bit programs can't be run here; boot with ia32_emulation=on"
	grep -q '^getppid by syscall, 1000 calls, ' "$tmp/out" || fail "$(cat "$tmp/out")"
}

repeats() {
	needs_32bit || return
	case $("$bin/cost" | awk '$1 == "nops" { print $2 }') in
	10[0-9][0-9]) ;;
	*)
		skip "a tick is no instruction here; boot with QEMU's -icount, as scripts/vm --icount does"
		return ;;
	esac
	medians=''
	for _ in 1 2 3; do
		entry -m "$used" -n 1000
		medians="$medians $(of unprobed 4)/$(of caller 4)"
	done
	# shellcheck disable=SC2086 # words
	set -- $medians
	is "medians of the second time" "$1" "$2"
	is "medians of the third time" "$1" "$3"
}

used=$(vdso32_way)
case $used in
sysenter) unused=syscall32 ;;
syscall32) unused=sysenter ;;
*) skip_all "the 32-bit vDSO uses int 0x80 on this CPU, or it is not known what it should use" ;;
esac
plan 8
module_load
check "the way that the vDSO uses is measured" measured
check "the other one is skipped" other_way
check "JSON says the same" as_json
check "another call, if it is one of those that can be measured" choice
check "without a 32-bit vDSO" no_vdso
check "where nothing in memory may be run" memory_not_run
check "without 32-bit programs" no_32bit
check "three times the same" repeats
finish
