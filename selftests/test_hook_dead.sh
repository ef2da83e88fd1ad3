#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Where probes are switched off for the whole machine a session would count
# nothing and call it a result: the start is refused, and the reader says why.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

probes=/sys/kernel/debug/kprobes/enabled
ftrace=/proc/sys/kernel/ftrace_enabled

# refused_while HOOK FILE: it says 0.
refused_while() {
	set -- "$2"
	if [ ! -w "$1" ]; then
		skip "there is no $1"
		return
	fi
	undo="echo 1 >$1"
	echo 0 >"$1"
	is "start" EIO "$(ctl "start hook=kretprobe persist")"
	is "state" off "$(control_says state)"
	reader stat --hook kretprobe -- /bin/true >"$tmp/out" 2>&1
	is "the reader's status" 1 $?
	is "lines it says" 1 "$(wc -l <"$tmp/out")"
	# Segments have probes of their own, and find out by themselves.
	is "start of segments" EIO "$(ctl "start segments=64:110")"
	[ "$1" = $ftrace ] || rewrites
	reader entry -m syscall >"$tmp/out" 2>&1
	is "the reader's status, of entry" 1 $?
	is "lines it says, of entry" 1 "$(wc -l <"$tmp/out")"
	echo 1 >"$1"
	undo=:
	under kretprobe plain getppid
	is "calls" 5 "$(figure 64:getppid calls)"
}

# So has what times the vDSO's rewrites, whatever hook counts calls. Not with
# ftrace off: the kernel keeps a flag for each function that was probed
# meanwhile, and warns of those that nobody has probed again since.
rewrites() {
	is "start of vdso" EIO "$(ctl "start hook=tracepoint persist vdso")"
	is "state" off "$(control_says state)"
	grep -q '^# counted: no' "$debugfs/vdso" || fail "the file vdso has figures of a session that did not begin"
}

# Where the kernel makes its probe by other means, ftrace is no matter.
refused_by_ftrace() {
	exec 3<>"$control"
	echo "start hook=kretprobe pid=$$" >&3 || fail "cannot start"
	listed=$(grep -w x64_sys_call /sys/kernel/debug/kprobes/list)
	exec 3>&-
	case $listed in
	*FTRACE*) refused_while "$1" "$ftrace" ;;
	*) skip "this kernel probes x64_sys_call without ftrace" ;;
	esac
}

plan 2
module_load
check "kprobes are switched off" with_hook kretprobe refused_while "$probes"
check "ftrace is switched off" with_hook kretprobe refused_by_ftrace
finish
