#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A set of syscalls: only these are counted, in the ABIs they were named for.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

one() {
	under -w "calls=64:$(nr 64 close)" "$1" plain failures
	rows_are <<-END
		64:close 4 4 4
	END
	is "errnos" "64:close 9 4" "$(columns "$debugfs/errors" error count)"
	counter_is turned_away 0
	nothing_lost
}

several() {
	under -w "calls=64:$(nr 64 getppid),0-$(nr 64 close)" \
		-w "calls=64:$(nr 64 pipe2)" "$1" plain results
	rows_are <<-END
		64:pipe2 1
		64:write 4 4 1
		64:read 3
	END
}

of_one_abi() {
	under -w "calls=ia32:0-400" "$1" plain int80
	rows_are <<-END
		ia32:getppid 5
	END
	under -w "calls=64:0-400" "$1" plain int80
	rows_are <<-END
		64:execve 1
		64:getppid 3
		64:exit_group 1 0
	END
}

of_two() {
	under -w "calls=ia32:$(nr ia32 getppid)" -w "calls=64:$(nr 64 getppid)" "$1" plain int80
	rows_are <<-END
		ia32:getppid 5
		64:getppid 3
	END
}

# The boundary of what is selected isn't that of what is understood.
turned_away() {
	under -w "calls=64:$(nr 64 getppid)" "$1" plain minus_one
	rows_are </dev/null
	case $1 in
	tracepoint) counter_is turned_away 4 ;;
	esac
}

# The wait for an execve ends with it, though it isn't one of those.
without_execve() {
	under -w "calls=64:$(nr 64 getppid)" "$1" plain getppid
	rows_are <<-END
		64:getppid 5
	END
}

plan_hooks 6
module_load
per_hook "one" one
per_hook "lists and ranges" several
per_hook "of one ABI" of_one_abi
per_hook "of two ABIs" of_two
per_hook "what has no number is turned away all the same" turned_away
per_hook "execve is left out" without_execve
finish
