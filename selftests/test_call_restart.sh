#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A call that a signal ends comes back with a number meant for the kernel, not
# for the program: it is counted as restarted and is no error, whether the
# kernel starts it again or tells the program EINTR.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

USR1=10 CONT=18 STOP=19

goes_on() {
	under -s "$(nr 64 read):$USR1" "$1" signals restart_read
	rows_are <<-END
		64:execve 1
		64:pipe2 1
		64:rt_sigaction 1
		64:read 2 2 0 1
		64:write 1
		64:rt_sigreturn 1
		64:exit_group 1 0
	END
	is "bytes read" 1 "$(figure 64:read result_sum)"
}

goes_on_compat() {
	under -s "$(nr ia32 read):$USR1" "$1" signals32 restart_read
	rows_are <<-END
		64:execve 1
		ia32:pipe2 1
		ia32:rt_sigaction 1
		ia32:read 2 2 0 1
		ia32:write 1
		ia32:sigreturn 1
		ia32:exit_group 1 0
	END
}

interrupted() {
	under -s "$(nr 64 read):$USR1" "$1" signals interrupt_read
	rows_are <<-END
		64:execve 1
		64:pipe2 1
		64:rt_sigaction 1
		64:read 1 1 0 1
		64:rt_sigreturn 1
		64:exit_group 1 0
	END
}

by_restart_syscall() {
	under -s "$(nr 64 poll):$STOP" -s "T:$CONT" \
		-s "$(nr 64 restart_syscall):$USR1" "$1" signals restart_poll
	rows_are <<-END
		64:execve 1
		64:pipe2 1
		64:rt_sigaction 1
		64:poll 1 1 0 1
		64:restart_syscall 1 1 0 1
		64:rt_sigreturn 1
		64:exit_group 1 0
	END
}

by_restart_syscall_compat() {
	under -s "$(nr ia32 poll):$STOP" -s "T:$CONT" \
		-s "$(nr ia32 restart_syscall):$USR1" "$1" signals32 restart_poll
	rows_are <<-END
		64:execve 1
		ia32:pipe2 1
		ia32:rt_sigaction 1
		ia32:poll 1 1 0 1
		ia32:restart_syscall 1 1 0 1
		ia32:sigreturn 1
		ia32:exit_group 1 0
	END
}

plan_hooks 5
module_load
per_hook "read is made again" goes_on
per_hook "a compat read is made again" goes_on_compat
per_hook "the program sees EINTR" interrupted
per_hook "poll goes on as restart_syscall" by_restart_syscall
per_hook "a compat poll goes on as restart_syscall" by_restart_syscall_compat
finish
