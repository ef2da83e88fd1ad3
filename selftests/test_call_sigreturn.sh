#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What sigreturn leaves in the register of results is what was interrupted had
# there, and what a uretprobe's call leaves is the probed function's result: no
# results of theirs, and so no errors.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

native() {
	under "$1" signals sigreturn
	rows_are <<-END
		64:execve 1
		64:getpid 1
		64:rt_sigaction 1
		64:kill 3
		64:rt_sigreturn 3
		64:exit_group 1 0
	END
	is "result sum" 0 "$(figure 64:rt_sigreturn result_sum)"
}

compat() {
	under "$1" signals32 sigreturn
	rows_are <<-END
		64:execve 1
		ia32:getpid 1
		ia32:rt_sigaction 1
		ia32:kill 3
		ia32:sigreturn 3
		ia32:exit_group 1 0
	END
	is "result sum" 0 "$(figure ia32:sigreturn result_sum)"
}

# Called from elsewhere it raises SIGILL, and seems to return an errno.
uretprobe() {
	grep -qw __x64_sys_uretprobe /proc/kallsyms || { skip "this kernel has no syscall uretprobe"; return; }
	under "$1" signals uretprobe
	rows_are <<-END
		64:execve 1
		64:rt_sigaction 1
		64:335 1
		64:rt_sigreturn 1
		64:exit_group 1 0
	END
}

plan_hooks 3
module_load
per_hook "rt_sigreturn to an error" native
per_hook "sigreturn to an error" compat
per_hook "a uretprobe's call" uretprobe
finish
