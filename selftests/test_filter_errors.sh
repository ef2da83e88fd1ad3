#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Errors only: calls that fail are counted with all that is known of them,
# others leave no trace.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

failing() {
	under -w errors "$1" plain failures
	rows_are <<-END
		64:openat 5 5 5
		64:close 4 4 4
	END
	columns "$debugfs/errors" error count | sort >"$tmp/errnos"
	is "errnos" "64:close 9 4 64:openat 2 3 64:openat 21 2" "$(tr '\n' ' ' <"$tmp/errnos" | sed 's/ $//')"
	nothing_lost
}

# Neither an errno the kernel keeps to itself nor what a handler restores.
no_errors() {
	under -w errors -s "$(nr 64 read):10" "$1" signals restart_read
	rows_are </dev/null
	under -w errors "$1" signals sigreturn
	rows_are </dev/null
}

with_list() {
	under -w errors -w "calls=64:$(nr 64 close)-$(nr 64 getppid)" "$1" plain failures
	rows_are <<-END
		64:close 4 4 4
	END
}

plan_hooks 3
module_load
per_hook "failing calls" failing
per_hook "what isn't an error" no_errors
per_hook "failing calls of a set" with_list
finish
