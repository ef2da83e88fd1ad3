#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What sigreturn leaves in the register of results is what was interrupted had
# there: no result, and so no error.

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

plan_hooks 2
module_load
per_hook "rt_sigreturn to an error" native
per_hook "sigreturn to an error" compat
finish
