#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A call is counted under the number and the ABI it came in with, whatever the
# program or the handler.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

native() {
	under "$1" plain getppid
	rows_are <<-END
		64:execve 1
		64:getppid 5
		64:exit_group 1 0
	END
}

by_int80() {
	under "$1" plain int80
	rows_are <<-END
		64:execve 1
		ia32:getppid 5
		64:getppid 3
		64:exit_group 1 0
	END
}

from_32_bits() {
	under "$1" plain32 getppid
	rows_are <<-END
		64:execve 1
		ia32:getppid 5
		ia32:exit_group 1 0
	END
}

by_the_vdso() {
	under "$1" plain32 vsyscall
	rows_are <<-END
		64:execve 1
		ia32:getppid 3
		ia32:exit_group 1 0
	END
}

upper_half() {
	under "$1" plain wide
	rows_are <<-END
		64:execve 1
		64:getppid 2
		64:exit_group 1 0
	END
}

plan_hooks 5
module_load
per_hook "a native call" native
per_hook "int80 from a native program" by_int80
per_hook "a compat program" from_32_bits
per_hook "a compat program by way of the vDSO" by_the_vdso
per_hook "a number whose upper half isn't empty" upper_half
finish
