#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# execve counts under the ABI it was entered by, also when what comes back is
# a program of another.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

to_compat() {
	under "$1" procs exec "$bin/plain32" getppid 2
	rows_are <<-END
		64:execve 2
		ia32:getppid 2
		ia32:exit_group 1 0
	END
}

to_native() {
	under "$1" procs32 exec "$bin/plain" getppid 2
	rows_are <<-END
		64:execve 1
		ia32:execve 1
		64:getppid 2
		64:exit_group 1 0
	END
}

there_and_back() {
	under "$1" procs exec "$bin/procs32" exec "$bin/plain" getppid 1
	rows_are <<-END
		64:execve 2
		ia32:execve 1
		64:getppid 1
		64:exit_group 1 0
	END
}

failing() {
	under "$1" procs exec_fails
	rows_are <<-END
		64:execve 2 2 1
		64:exit_group 1 0
	END
}

plan_hooks 4
module_load
per_hook "a native program becomes a compat one" to_compat
per_hook "a compat program becomes a native one" to_native
per_hook "there and back" there_and_back
per_hook "an execve that fails" failing
finish
