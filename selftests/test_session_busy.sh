#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# One session at a time: a second owner is told that the first is busy, and
# who it is. Nobody but the owner's file ends what doesn't persist.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

first_of_two() {
	exec 3<>"$control"
	echo "start" >&3 || fail "cannot start"
	is "state" counting "$(control_says state)"
	is "owner" $$ "$(control_says owner)"
	is "persist" 0 "$(control_says persist)"
	is "owner in status" $$ "$(status_of owner)"
	before=$(cat "$control")
}

# refused COMMAND: by either file, and changes nothing.
refused() {
	first_of_two
	for file in "$control" "$debugfs/control"; do
		is "$1" EBUSY "$(ctl -f "$file" "$1")"
	done
	is "control" "$before" "$(cat "$control")"
	exec 3>&-
}

# The same process with another file is somebody else, too.
by_file() {
	first_of_two
	exec 4<>"$control"
	if echo stop 2>/dev/null >&4; then
		fail "another file of the owner's ended the session"
	fi
	exec 4>&-
	is "control" "$before" "$(cat "$control")"
	echo stop >&3 || fail "its own file can't end it"
	is "state" off "$(control_says state)"
	exec 3>&-
}

named_by_reader() {
	first_of_two
	reader stat -- /bin/true >"$tmp/out" 2>"$tmp/err"
	is "its status" 1 $?
	grep -q "^sysprobe: .* $$ " "$tmp/err" || fail "$(cat "$tmp/err")"
	is "control" "$before" "$(cat "$control")"
	exec 3>&-
}

plan 5
module_load
check "a second start is refused" refused start
check "somebody else's stop is refused" refused stop
check "somebody else's reset is refused" refused reset
check "a session belongs to a file" by_file
check "the reader names the owner" named_by_reader
finish
