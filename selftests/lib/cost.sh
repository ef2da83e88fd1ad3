# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Which rows of the cost table can't be measured here, by what the kernel and the
# CPU are: what the reader says of a row that it leaves out is what is tested.
# Sourced after test.sh; called with the module loaded.
#
# shellcheck disable=SC2154 # what test.sh and the test set

# has_code NAME: the kernel was built with this function; without, a syscall's is
# a weak one.
has_code() { grep -q " [Tt] $1\$" /proc/kallsyms; }

# unused_ways: those that 32-bit programs could enter by, and don't.
unused_ways() {
	if ! "$bin/plain32" getppid 2>/dev/null || grep -qx 0 /proc/sys/abi/vsyscall32; then
		echo sysenter syscall32
		return
	fi
	for way in sysenter syscall32; do
		[ "$(vdso32_way)" = $way ] || echo $way
	done
}

# counts_all_calls HOOK: on an old kernel direct can't, though it counts some.
counts_all_calls() {
	[ ! "$(hook_why_not "$1")" ] || return 1
	[ "$1" = direct ] || return 0
	[ "$(ctl "start hook=$1 pid=$$ persist" stop | head -n 1)" = ok ]
}

io_uring_works() {
	has_code __x64_sys_io_uring_setup &&
		! grep -qx 2 /proc/sys/kernel/io_uring_disabled 2>/dev/null
}

# cost_left_out: names of rows, or how they begin.
cost_left_out() {
	"$bin/plain" int80 2>/dev/null || echo int80
	"$bin/plain" x32_on 2>/dev/null || echo x32
	unused_ways
	for hook in kretprobe tracepoint direct; do
		counts_all_calls $hook || echo sysprobe-$hook
	done
	has_code __x64_sys_perf_event_open || echo 'perf-*'
	has_code bpf_get_raw_tracepoint || echo 'ebpf-*'
	io_uring_works || echo 'io_uring-*' 'uring-*' server-io_uring
	# The thread that polls needs a CPU to itself.
	[ "$(grep -c ^processor /proc/cpuinfo)" -gt 1 ] || echo 'uring-sqpoll-nop-*'
}

# cost_is_left_out ROW: among the words of $left_out, which cost_left_out() gave.
cost_is_left_out() {
	set -f
	for pattern in $left_out; do
		# shellcheck disable=SC2254 # a pattern
		case $1 in
		$pattern) set +f; return 0 ;;
		esac
	done
	set +f
	return 1
}

# cost_all_measured FILE: of a table as CSV, all rows have figures or a reason to
# have none, and those that have none are the ones that can't.
cost_all_measured() {
	tr -d '\r' <"$1" | awk -F, 'NR > 1 { print $2, ($5 > 0 && $8 > 0), $22 != "\"\"" }' >"$tmp/measured"
	[ -s "$tmp/measured" ] || fail "no row"
	while read -r row figures reason; do
		wanted='1 0'
		! cost_is_left_out "$row" || wanted='0 1'
		[ "$wanted" = "$figures $reason" ] || note "$(grep -F ",$row," "$1")"
		is "figures and reason of $row" "$wanted" "$figures $reason"
	done <"$tmp/measured"
}
