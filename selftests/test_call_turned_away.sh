#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What never reaches a handler is no call: it is counted as turned away by a
# hook that sees it, and another says that it doesn't.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

# turned_away HOOK SEEN: how often, if the hook sees such things.
turned_away() {
	case $1 in
	tracepoint) is "counter turned_away" "$2 normal" "$(counter turned_away)" ;;
	*) is "counter turned_away" "0 normal unseen" "$(counter turned_away)" ;;
	esac
	nothing_lost
}

# numbers HOOK PROGRAM SCENARIO TIMES ABI [ARGUMENT]: all that it does is turned away.
numbers() {
	under "$1" "$2" "$3" ${6:+"$6"}
	rows_are <<-END
		64:execve 1
		$5:exit_group 1 0
	END
	turned_away "$1" "$4"
}

# The number after the last, which the module itself uses when a session begins.
next_number() {
	next=$(($(awk '$1 == 64 { last = $2 } END { print last }' "$debugfs/table") + 1))
	numbers "$1" plain out_of_range 3 64 $next
	is "errnos of $next" "" "$(awk -v nr=$next '$2 == nr' "$debugfs/errors")"
}

x32_is_off() {
	if ! "$bin/plain" x32_off; then
		skip "x32 is on here"
		return
	fi
	if grep -qw x32_sys_call /proc/kallsyms || [ "$1" != tracepoint ]; then
		numbers "$1" plain x32_off 4 64
		return
	fi
	grep '^hook_tracepoint' "$debugfs/status" |
		grep -q 'without x32_sys_call' || fail "it is not said that such calls are counted"
	under "$1" plain x32_off
	rows_are <<-END
		64:execve 1
		x32:getppid 4 4 4
		64:exit_group 1 0
	END
	turned_away "$1" 0
}

seccomp_errno() {
	under "$1" guarded seccomp_errno
	rows_are <<-END
		64:execve 1
		64:prctl 1
		64:seccomp 1
		64:exit_group 1 0
	END
	turned_away "$1" 3
}

seccomp_trap() {
	under "$1" guarded seccomp_trap
	rows_are <<-END
		64:execve 1
		64:rt_sigaction 1
		64:prctl 1
		64:seccomp 1
		64:rt_sigreturn 2
		64:exit_group 1 0
	END
	turned_away "$1" 2
}

# The tracer's own calls are counted as well; how many isn't the point.
ptrace_skip() {
	under "$1" guarded ptrace_skip
	rows_are <<-END
		64:execve 1
		64:fork 1
		64:ptrace ? ? 0
		64:wait4 ? ? 0
		64:getpid 1
		64:kill 1
		64:sched_yield 1
		64:exit_group 2 0
	END
	turned_away "$1" 3
}

ptrace_sysemu() {
	under "$1" guarded ptrace_sysemu
	rows_are <<-END
		64:execve 1
		64:fork 1
		64:ptrace ? ? 0
		64:wait4 ? ? 0
		64:getpid 1
		64:kill 1
		64:exit_group 2 0
	END
	turned_away "$1" 4
}

# Seen by neither.
user_dispatch() {
	if ! grep -qw set_syscall_user_dispatch /proc/kallsyms; then
		skip "this kernel has no user dispatch (older than 5.11)"
		return
	fi
	under "$1" guarded user_dispatch
	rows_are <<-END
		64:execve 1
		64:rt_sigaction 1
		64:prctl 1
		64:rt_sigreturn 2
		64:getppid 1
		64:exit_group 1 0
	END
	turned_away "$1" 0
}

# Emulated by the kernel in a page fault: no call, and nothing turned away.
emulated_vsyscall() {
	if ! grep -q vsyscall /proc/self/maps; then
		skip "this kernel has no vsyscalls: boot with vsyscall=xonly"
		return
	fi
	under "$1" plain vsyscall_page
	rows_are <<-END
		64:execve 1
		64:exit_group 1 0
	END
	turned_away "$1" 0
}

plan_hooks 12
module_load
per_hook "a native number out of range" numbers plain out_of_range 2 64
per_hook "the number after the last" next_number
per_hook "a compat number out of range" numbers plain32 out_of_range 2 ia32
per_hook "a native number of minus one" numbers plain minus_one 4 64
per_hook "a compat number of minus one" numbers plain32 minus_one 4 ia32
per_hook "a number of an ABI that is off" x32_is_off
per_hook "denied by seccomp" seccomp_errno
per_hook "trapped by seccomp" seccomp_trap
per_hook "skipped by a tracer" ptrace_skip
per_hook "emulated by a tracer" ptrace_sysemu
per_hook "taken by user dispatch" user_dispatch
per_hook "a vsyscall" emulated_vsyscall
finish
