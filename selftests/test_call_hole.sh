#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A number within the table that nothing serves reaches a handler, the one for
# holes: it is counted as its number, with ENOSYS.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

errors_of() { columns "$debugfs/errors" error count; }

native() {
	under "$1" plain hole
	rows_are <<-END
		64:execve 1
		64:400 3 3 3
		64:exit_group 1 0
	END
	is "errnos" "64:400 38 3" "$(errors_of)"
	counter_is turned_away 0
}

compat() {
	under "$1" plain32 hole
	rows_are <<-END
		64:execve 1
		ia32:223 3 3 3
		ia32:exit_group 1 0
	END
	is "errnos" "ia32:223 38 3" "$(errors_of)"
	counter_is turned_away 0
}

plan_hooks 2
module_load
per_hook "a hole in the native table" native
per_hook "a hole in the compat table" compat
finish
