#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What the kernel made of the hook's probe is told as the kernel's own list has
# it, and the dummy is hooked in the same way.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

list=/sys/kernel/debug/kprobes/list

as_listed() {
	exec 3<>"$control"
	echo "start hook=kretprobe pid=$$" >&3 || fail "cannot start"
	dispatcher=$(grep -w "x64_sys_call+0x[04]" $list)
	dummy=$(grep -w "sysprobe_dummy_[a-z]*" $list)
	overhead=$(grep "^kretprobe" "$debugfs/overhead")
	echo stop >&3
	exec 3>&-
	case $dispatcher in
	*FTRACE*) flag=FTRACE mechanism=kretprobe_by_ftrace ;;
	*OPTIMIZED*) flag=OPTIMIZED mechanism=kretprobe_by_jump ;;
	?*) flag='' mechanism=kretprobe_by_int3 ;;
	*) fail "the dispatcher isn't probed: $(cat $list)" ;;
	esac
	is "mechanism" "$mechanism 255" "$(echo "$overhead" | cut -d ' ' -f 1,2)"
	case $dummy in
	*"$flag"*) ;;
	*) fail "the dispatcher is $dispatcher, the dummy $dummy" ;;
	esac
}

[ -r $list ] || skip_all "there is no $list to compare with"
module_load
why_not=$(hook_why_not kretprobe)
[ -z "$why_not" ] || skip_all "$why_not"
plan 1
check "as the kernel's list of probes has it" as_listed
finish
