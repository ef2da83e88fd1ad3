#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Results above zero are added up, those that are errors are split by errno.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

# sums HOOK PROGRAM ABI
sums() {
	under "$1" "$2" results
	rows_are <<-END
		64:execve 1
		$3:pipe2 1
		$3:write 4 4 1
		$3:read 3
		$3:exit_group 1 0
	END
	is "bytes read" 30 "$(figure "$3:read" result_sum)"
	is "bytes written" 30 "$(figure "$3:write" result_sum)"
	is "sum of a call that answers zero" 0 "$(figure "$3:pipe2" result_sum)"
}

# errnos HOOK PROGRAM ABI
errnos() {
	under "$1" "$2" failures
	columns "$debugfs/errors" error count | sort >"$tmp/errnos"
	sort >"$tmp/wanted_errnos" <<-END
		$3:openat 2 3
		$3:openat 21 2
		$3:close 9 4
	END
	is "errnos" "$(cat "$tmp/wanted_errnos")" "$(cat "$tmp/errnos")"
	rows_are <<-END
		64:execve 1
		$3:openat 5 5 5
		$3:close 4 4 4
		$3:getppid 1
		$3:exit_group 1 0
	END
}

plan_hooks 4
module_load
per_hook "bytes of native calls" sums plain 64
per_hook "bytes of compat calls" sums plain32 ia32
per_hook "errnos of native calls" errnos plain 64
per_hook "errnos of compat calls" errnos plain32 ia32
finish
