#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# timeout: 300
#
# Whether clocks are read in user space, proved by the kernel's own count of
# entries: with each clocksource there is, in a time namespace, without a vDSO.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

sources=/sys/devices/system/clocksource/clocksource0
first=$(cat $sources/current_clocksource)
has_vdso=yes
! grep -qw vdso=0 /proc/cmdline || has_vdso=''

# The clocks for which the vDSO has to read the clocksource.
by_source='REALTIME MONOTONIC MONOTONIC_RAW BOOTTIME TAI'

# report [COMMAND...]: what the reader says, run by a command; of 64-bit programs,
# and in a file of its own of 32-bit ones.
report() {
	"$@" "$reader" vdso >"$tmp/all" 2>"$tmp/err" || fail "the reader says: $(cat "$tmp/err")"
	sed '/^The vDSO of 32-bit\|^32-bit programs:/,$d' "$tmp/all" >"$tmp/out"
	sed -n '/^The vDSO of 32-bit\|^32-bit programs:/,$p' "$tmp/all" >"$tmp/ia32"
}

# answer CALL [FILE]: "LIBC VDSO WHERE": entries by each way, and the verdict.
answer() {
	sed -n "s/^  $1 [ 0-9.<-]* \([0-9-]\{1,\}\)  *\([0-9-]\{1,\}\)  \([a-z].*\)$/\1 \2 \3/p" "${2:-$tmp/out}"
}
answer32() { answer "$1" "$tmp/ia32"; }

# says TEXT: wherever its lines end.
says() { tr -s '\n ' '  ' <"$tmp/out" | grep -qF -- "$1" || fail "no '$1' in: $(cat "$tmp/out")"; }

in_order() {
	says ' readings of vDSO and kernel in turns, 0 lay before the one before.'
}

# cpus: how many are online
cpus() { grep -c '^processor' /proc/cpuinfo; }

# all_by WHERE ENTRIES: what is true of the clocks that the clocksource decides.
all_by() {
	for clock in $by_source; do
		is "clock_gettime $clock" "$2 $2 $1" "$(answer "clock_gettime $clock")"
	done
	is "gettimeofday by vdso" "$2" "$(answer gettimeofday | cut -d' ' -f2)"
}

# all_by32 WHERE ENTRIES: the same of a 32-bit program, whose vDSO is another.
all_by32() {
	has_32bit || { skipped_32bit "32-bit programs can't be run here; boot with ia32_emulation=on"; return; }
	for clock in $by_source; do
		is "32-bit clock_gettime64 $clock" "- $2 $1" "$(answer32 "clock_gettime64 $clock")"
	done
	old_call32 'clock_gettime MONOTONIC' "- $2 $1"
	is "32-bit gettimeofday" "- $2 $1" "$(answer32 gettimeofday)"
	is "32-bit coarse" "- 0 user space" "$(answer32 'clock_gettime64 MONOTONIC_COARSE')"
	old_call32 'clock_getres MONOTONIC' "- 0 user space"
	old_call32 time "- 0 user space"
	is "32-bit CPU time" "- 1000 kernel" "$(answer32 'clock_gettime64 THREAD_CPUTIME_ID')"
}
# old_call32 CALL ANSWER: of a call with 32 bits of time, which a kernel may be
# built without; a weak symbol stands for it then.
old_call32() {
	if grep -q ' T __ia32_sys_time32$' /proc/kallsyms; then
		is "32-bit $1" "$2" "$(answer32 "$1")"
	else
		grep -q "^  $1  *skipped, this kernel knows no such call" "$tmp/ia32" ||
			fail "32-bit $1: $(grep "^  $1" "$tmp/ia32")"
	fi
}
has_32bit() { "$bin/plain32" getppid 2>/dev/null; }
skipped_32bit() { grep -qF "32-bit programs: skipped, $1" "$tmp/ia32" || fail "$(cat "$tmp/ia32")"; }

# What needs no clocksource does not enter either way; CPU time always does.
others() {
	is "coarse" "0 0 user space" "$(answer 'clock_gettime MONOTONIC_COARSE')"
	is "getres" "0 0 user space" "$(answer 'clock_getres MONOTONIC')"
	is "time by vdso" 0 "$(answer time | cut -d' ' -f2)"
	is "getcpu by vdso" 0 "$(answer getcpu | cut -d' ' -f2)"
	is "CPU time" "1000 1000 kernel" "$(answer 'clock_gettime THREAD_CPUTIME_ID')"
	says "CPU time is the scheduler's to know"
}

# Its state is this program's; a new key, which comes by a call, is wanted after
# each of the kernel's.
random() {
	[ "$has_vdso" ] || { skip "this kernel gives no vDSO"; return; }
	report
	set -- "$(answer getrandom)"
	if ! grep -q '^  __vdso_getrandom ' "$tmp/out"; then
		case $1 in
		"1000 - kernel") ;;
		*) fail "getrandom: $1" ;;
		esac
		says "this kernel's vDSO has no __vdso_getrandom"
		says "the vDSO answers it from Linux 6.11 on"
		return
	fi
	case $1 in
	"1000 "[0-3]" kernel") says "this vDSO answers it in user space, to a libc" ;;
	"0 0 user space") ;;
	*) fail "getrandom: $1" ;;
	esac
	ratio=$(awk '$1 == "getrandom" && $NF != "bytes" { print $11 }' "$tmp/out")
	[ "${ratio%.*}" -ge 1 ] || fail "a syscall costs $ratio of the vDSO's calls"
}

# choose SOURCE
choose() {
	[ "$has_vdso" ] || { skip "this kernel gives no vDSO"; return 1; }
	grep -qw "$1" $sources/available_clocksource || { skip "there is no clocksource $1"; return 1; }
	undo="echo $first >$sources/current_clocksource"
	echo "$1" >$sources/current_clocksource
	is "clocksource" "$1" "$(cat $sources/current_clocksource)"
}

# The kernel's watchdog may take an emulated CPU's TSC away at any time.
choose_tsc() {
	if grep -q '^flags.* hypervisor' /proc/cpuinfo && ! grep -qw tsc=reliable /proc/cmdline; then
		skip "a virtual TSC may be marked unstable meanwhile; boot with tsc=reliable"
		return 1
	fi
	choose tsc
}

by_tsc() {
	choose_tsc || return
	report
	all_by "user space" 0
	all_by32 "user space" 0
	others
	in_order
	is "state" off "$(control_says state)"
}

# keep_busy: each CPU, by a process that may run nowhere else.
keep_busy() {
	cpu=0
	while [ $cpu -lt "$(cpus)" ]; do
		taskset -c $cpu sh -c 'while :; do :; done' &
		loads="$loads $!"
		cpu=$((cpu + 1))
	done
}
relax() {
	# shellcheck disable=SC2086 # words
	kill $loads
	loads=''
}

# The CPUs' TSCs are told apart only by who reads them in turns.
under_load() {
	[ "$(cpus)" -gt 1 ] || { skip "one CPU is no two"; return; }
	choose_tsc || return
	undo="$undo; relax"
	keep_busy
	report
	relax
	undo=${undo%; relax}
	all_by "user space" 0
	in_order
	is "readings" 180000 "$(sed -n 's/^Of \([0-9]*\) readings of .*/\1/p' "$tmp/out")"
	says "They were read on $(cpus) CPUs, with"
	moves=$(sed -n 's/^They were read on .* with \([0-9]*\) moves .*/\1/p' "$tmp/out")
	note "180000 readings, $moves moves between $(cpus) CPUs"
	[ "$moves" -gt 1000 ] || fail "$moves moves"
}

# slow SOURCE: one that user mode can't read.
slow() {
	choose "$1" || return
	report
	all_by kernel 1000
	all_by32 kernel 1000
	others
	says "$1, which user mode cannot read"
	in_order
}

# The switch for this is read when a program is started.
without_32bit_vdso() {
	has_32bit || { report; skipped_32bit "32-bit programs can't be run here"; return; }
	undo="$undo; echo $(cat /proc/sys/abi/vsyscall32) >/proc/sys/abi/vsyscall32"
	echo 0 >/proc/sys/abi/vsyscall32
	report
	eval "${undo##*; }"
	undo=${undo%; *}
	skipped_32bit "32-bit programs get no vDSO here; set the sysctl abi.vsyscall32 to 1"
	is "rows" 1 "$(grep -c . "$tmp/ia32")"
	is "CPU time" "1000 $([ "$has_vdso" ] && echo 1000 || echo -) kernel" "$(answer 'clock_gettime THREAD_CPUTIME_ID')"
}

in_time_namespace() {
	[ -e /proc/self/ns/time ] || { skip "this kernel has no time namespaces"; return; }
	choose_tsc || return
	report "$bin/tool" timens 1000
	says "This process is in a time namespace"
	all_by "user space" 0
	all_by32 "user space" 0
	in_order
	report
	! grep -q "is in a time namespace" "$tmp/out" || fail "it says so outside of one, too"
}

# Who may not count is told less, and the same.
unprivileged() {
	choose_tsc || return
	report "$bin/tool" nobody
	says "Entries are not known: no permission to open"
	is "monotonic" "- - user space, it seems" "$(answer 'clock_gettime MONOTONIC')"
	is "CPU time" "- - kernel, it seems" "$(answer 'clock_gettime THREAD_CPUTIME_ID')"
	in_order
}

while_another_counts() {
	is "start" ok "$(ctl "start pid=$$ persist")"
	session=$(control_says session)
	report
	says "Entries are not known: session $session, started by process"
	is "state" on "$(control_says state | sed s/counting/on/)"
	is "stop" ok "$(ctl stop)"
}

# Of a process that was given none.
without_vdso() {
	[ ! "$has_vdso" ] || { skip "this kernel gives one; boot with vdso=0"; return; }
	report
	says "No functions: this process has no vDSO"
	is "monotonic" "1000 - kernel" "$(answer 'clock_gettime MONOTONIC')"
	is "coarse" "1000 - kernel" "$(answer 'clock_gettime MONOTONIC_COARSE')"
	is "CPU time" "1000 - kernel" "$(answer 'clock_gettime THREAD_CPUTIME_ID')"
	says "the kernel was booted with vdso=0; boot without it"
}

without_module() {
	module_unload
	report
	says "Entries are not known: the sysprobe module is not loaded"
	is "CPU time" "- - kernel, it seems" "$(answer 'clock_gettime THREAD_CPUTIME_ID' | sed 's/^- *-/- -/')"
}

as_json() {
	reader vdso --json >"$tmp/json" || fail "the reader fails"
	grep -q '"clocksource": "'"$(cat $sources/current_clocksource)"'"' "$tmp/json" || fail "$(head -n 40 "$tmp/json")"
	is "backwards" "" "$(grep '"backwards": [1-9]' "$tmp/json")"
}

plan 12
module_load
check "by the TSC nothing enters" by_tsc
check "the CPUs agree on the time under load" under_load
check "random bytes by the vDSO, where it has them" random
check "by the HPET every call enters" slow hpet
check "by the ACPI timer every call enters" slow acpi_pm
eval "$undo"
check "32-bit programs without a vDSO" without_32bit_vdso
check "a time namespace is answered in user space" in_time_namespace
check "without root there is still the time it takes" unprivileged
check "another session is said" while_another_counts
check "a process without a vDSO" without_vdso
check "JSON" as_json
check "without the module" without_module
finish
