#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Tables take what was promised at most, exist only while they are needed, and
# only for the ABIs that are asked for.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

MIB=1048576

# at_most BYTES WORDS...: for each CPU.
at_most() {
	limit=$1
	shift
	is "start" ok "$(ctl "start persist $*")"
	per_cpu=$(status_of memory_accounts_per_cpu)
	note "$* $per_cpu bytes"
	if [ "$per_cpu" = 0 ] || [ "$per_cpu" -gt "$limit" ]; then
		fail "$per_cpu bytes where $limit were promised"
	fi
	is "for all CPUs" $((per_cpu * $(nproc))) "$(status_of memory_accounts)"
	[ "$(status_of memory_tasks)" -gt 0 ] || fail "no records are listed"
	mapped=$(awk '/\[sysprobe\]/ && /alloc_books|account|errnos/ { n += $2 - 4096 } END { print n }' /proc/vmallocinfo)
	[ "$mapped" -ge "$(status_of memory_accounts)" ] ||
		fail "$mapped bytes are mapped, $(status_of memory_accounts) are listed"
	[ "$mapped" -le $(($(status_of memory_accounts) + 16384 * $(nproc))) ] ||
		fail "$mapped bytes are mapped, $(status_of memory_accounts) are listed"
	is "stop" ok "$(ctl stop)"
}

fewer() {
	is "start" ok "$(ctl "start persist calls=64:0")"
	native=$(status_of memory_accounts_per_cpu)
	is "stop" ok "$(ctl stop)"
	is "start" ok "$(ctl "start persist")"
	all=$(status_of memory_accounts_per_cpu)
	is "stop" ok "$(ctl stop)"
	[ "$native" -lt "$all" ] || fail "$native bytes for one ABI, $all for all"
}

none_before() { is "memory" 0 "$(status_of memory_accounts)"; }

plan 4
module_load
check "none before the first session" none_before
check "the native ABI" at_most $((MIB * 3 / 2)) calls=64:0-300
check "all ABIs" at_most $((MIB * 3)) all
check "fewer ABIs take less" fewer
finish
