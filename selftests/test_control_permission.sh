#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Without root's powers nothing of the module can be opened, whatever the
# files' modes were made.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

nobody() { "$bin/tool" nobody "$@"; }

by_mode() {
	for file in "$control" /proc/sysprobe/summary "$debugfs/status" "$debugfs/snapshot"; do
		if nobody cat "$file" >/dev/null 2>&1; then
			fail "nobody reads $file"
		fi
	done
	if nobody "$bin/tool" ctl start >/dev/null 2>&1; then
		fail "nobody opens control"
	fi
}

# A mode can be changed; that counting needs a capability can't.
by_capability() {
	chmod 666 "$control"
	nobody "$bin/tool" ctl start >"$tmp/out" 2>&1
	grep -q 'Permission denied' "$tmp/out" || fail "$(cat "$tmp/out")"
	is "state" off "$(control_says state)"
	chmod 600 "$control"
}

plan 2
module_load
check "modes keep others out" by_mode
check "control wants a capability" by_capability
finish
