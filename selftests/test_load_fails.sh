#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A load that fails never shows a file: whoever opened one would hold text
# that is about to be freed.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

# Waits for a file to appear; the shell's own tests fork nothing.
watch_for() {
	until [ -e "$control" ] || [ -e "$debugfs/control" ]; do
		:
	done
	: >"$tmp/seen"
}

# Long enough in between: a session begins and is given up again.
shows_nothing() {
	module_unload
	watch_for &
	watcher=$!
	tries=0
	while [ $tries -lt 10 ]; do
		if module_insert start=pid=4194304 2>/dev/null; then
			fail "it was loaded"
		fi
		if module_insert start=nonsense 2>/dev/null; then
			fail "it was loaded"
		fi
		tries=$((tries + 1))
	done
	kill $watcher
	wait $watcher 2>/dev/null
	note "$((2 * tries)) loads that failed"
	[ ! -e "$tmp/seen" ] || fail "files were there to be opened"
}

# That the watcher sees a load that succeeds is what makes its silence tell.
watcher_sees() {
	module_unload
	watch_for &
	watcher=$!
	module_load
	wait_until test -e "$tmp/seen"
	kill $watcher 2>/dev/null
	wait $watcher 2>/dev/null
}

plan 2
check "no file of a load that fails" shows_nothing
check "files of one that succeeds" watcher_sees
finish
