#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What the kernel lacks, or takes no probe on, is told of in status as the
# kernel's own lists have it, and only what is built on it can't be had.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

kprobes=/sys/kernel/debug/kprobes
events=/sys/kernel/debug/tracing/events

# state NAME: as status has it.
state() { sed -n "s/^symbol $1 \([a-z]*\) .*/\1/p" "$debugfs/status"; }

# in_kernel NAME: as the kernel has it. A tracepoint is an event there.
in_kernel() {
	if ls -d "$events"/*/"$1" >/dev/null 2>&1; then
		echo ok
	elif grep -q " [tT] $1\$" /proc/kallsyms; then
		if grep -q "[[:space:]]$1\$" "$kprobes/blacklist"; then
			echo refused
		else
			echo ok
		fi
	elif [ -d "$events/raw_syscalls/$1" ]; then
		echo ok
	else
		echo missing
	fi
}

as_the_kernel_has_it() {
	names=$(sed -n 's/^symbol \([^ ]*\) .*/\1/p' "$debugfs/status")
	[ "$(echo "$names" | wc -l)" -ge 10 ] || fail "too few: $names"
	for name in $names; do
		is "$name" "$(in_kernel "$name")" "$(state "$name")"
	done
	note "$(grep -c '^symbol [^ ]* ok ' "$debugfs/status") of $(echo "$names" | wc -l) are there; not: $(sed -n 's/^symbol \([^ ]*\) \(missing\|refused\) .*/\1 \2/p' "$debugfs/status" | xargs)"
}

# starts SYMBOL WORD...: as many sessions can be had as there are symbols for.
starts() {
	wanted=ok
	[ "$(state "$1")" = ok ] || wanted=EOPNOTSUPP
	shift
	is "start $*" "$wanted" "$(ctl "start pid=$$ persist $*")"
	[ "$wanted" != ok ] || is "stop" ok "$(ctl stop)"
}

only_what_needs_it() {
	starts x64_sys_call hook=kretprobe
	starts sys_enter hook=tracepoint
	starts tlb_flush switches
	starts update_vsyscall vdso
	is "auto" ok "$(ctl "start pid=$$ persist")"
	is "stop" ok "$(ctl stop)"
}

# Looking them up left no probe behind.
nothing_registered() {
	is "probes" '' "$(cat "$kprobes/list")"
}

[ -r "$kprobes/blacklist" ] || skip_all "there is no $kprobes/blacklist to compare with"
plan 3
module_load
check "as the kernel has them" as_the_kernel_has_it
check "no probe is left behind" nothing_registered
check "what needs one that isn't there can't be had, and only that" only_what_needs_it
finish
