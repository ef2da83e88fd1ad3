#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# An unloaded module leaves nothing: no file, no probe, no memory. It can't be
# unloaded while it counts, and what is open meanwhile does no harm.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"
# shellcheck source=lib/world.sh
. "$here/lib/world.sh"

before=$(world_show)

nothing_left() {
	! module_loaded || fail "it is still loaded"
	after=$(world_show)
	[ "$before" = "$after" ] || fail "$(echo "$after" | grep -vxF "$before")"
}

without_session() {
	module_load
	cat "$debugfs"/* >/dev/null
	rmmod sysprobe || fail "rmmod failed"
	nothing_left
}

unloads() { rmmod sysprobe 2>/dev/null; }

# goes HOOK: after a session by it, at once; or when a call by which that was ended, and
# that was counted itself, is over.
goes() {
	if [ "$1" = direct ]; then
		wait_until unloads
	else
		rmmod sysprobe || fail "rmmod failed"
	fi
	nothing_left
}

after_session() {
	under "$1" procs forks
	rmmod sysprobe || fail "rmmod failed"
	nothing_left
}

# in_use: rmmod says so and the session goes on.
in_use() {
	if rmmod sysprobe 2>"$tmp/err"; then
		fail "unloaded under a session"
		return
	fi
	# Busybox has only the error's own words.
	grep -qE 'in use|Resource temporarily unavailable' "$tmp/err" || fail "$(cat "$tmp/err")"
	is "state" counting "$(control_says state)"
	"$bin/plain" getppid 5
}

while_owned() {
	exec 3<>"$control"
	echo "start hook=$1$few pid=$$" >&3 || fail "cannot start"
	in_use
	exec 3>&-
	is "its calls" 5 "$(figure 64:getppid calls)"
	goes "$1"
}

# The reader says why not, and waits for no session.
by_reader() {
	is "start" ok "$(ctl "start persist calls=64:0")"
	if reader unload >"$tmp/out" 2>"$tmp/err"; then
		fail "unloaded under a session"
	fi
	grep -q "^sysprobe: a session that process [0-9]* began" "$tmp/err" || fail "$(cat "$tmp/err")"
	is "stop" ok "$(ctl stop)"
	is "it says" unloaded "$(reader unload)"
	nothing_left
	if reader unload >"$tmp/out" 2>"$tmp/err"; then
		fail "unloaded without being there"
	fi
	grep -q "is not loaded" "$tmp/err" || fail "$(cat "$tmp/err")"
}

# It waits for who has a file open, and says so.
held_by_a_file() {
	module_load
	exec 3<"$debugfs/syscalls"
	"$reader" unload >"$tmp/out" 2>"$tmp/err" 3<&- &
	unloading=$!
	wait_until says_files
	module_loaded || fail "unloaded under an open file"
	exec 3<&-
	wait $unloading
	is "its status" 0 $?
	is "it says" unloaded "$(cat "$tmp/out")"
	nothing_left
}

says_files() { grep -q 'files open' "$tmp/err"; }

while_persistent() {
	is "start" ok "$(ctl "start hook=$1$few persist $(widest "$1")")"
	in_use
	is "stop" ok "$(ctl stop)"
	goes "$1"
}

# A file of procfs doesn't keep the module. It answers with an error then.
stale() {
	exec 3<>"$control" 4</proc/sysprobe/summary
	rmmod sysprobe || fail "rmmod failed"
	nothing_left
	if echo start 2>/dev/null >&3; then
		fail "a command was taken by nobody"
	fi
	is "read from it" "" "$(cat <&4 2>/dev/null)"
	exec 3>&- 4<&-
	module_load
	is "a new start" ok "$(ctl "start persist")"
	is "a new stop" ok "$(ctl stop)"
}

# A file of debugfs does.
held() {
	exec 3<"$debugfs/snapshot" 4<"$debugfs/syscalls"
	tries=0
	while [ $tries -lt 5 ]; do
		if rmmod sysprobe 2>/dev/null; then
			fail "unloaded under an open file"
		fi
		tries=$((tries + 1))
	done
	note "$tries times refused with files open"
	[ "$(cat <&4 | wc -l)" -gt 5 ] || fail "its file can't be read"
	exec 3<&- 4<&-
	rmmod sysprobe || fail "rmmod failed"
	nothing_left
}

# shellcheck disable=SC2086 # words
plan $((5 + 3 * $(set -- $hooks && echo $#)))
check "without a session" without_session
for hook in $hooks; do
	module_load
	check "after a session, $hook" with_hook "$hook" after_session
	module_load
	check "refused while somebody counts, $hook" with_hook "$hook" while_owned
	module_load
	check "refused while a session persists, $hook" with_hook "$hook" while_persistent
done
module_load
check "with control open in procfs" stale
check "with files open in debugfs" held
module_load
check "by the reader" by_reader
check "by the reader, with a file open" held_by_a_file
finish
