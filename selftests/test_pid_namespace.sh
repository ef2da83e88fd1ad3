#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# In a pid namespace, ids are those seen there: what is started from inside
# follows who is meant there, and the owner is told in the ids of who asks.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

[ -e /proc/self/ns/pid ] || skip_all "this kernel has no pid namespaces"
unshare -p -f true 2>/dev/null || skip_all "no pid namespace can be made here"

CALLS=20

# inside SCRIPT [ARGUMENT...]: a shell that is process 1 of its namespace.
inside() {
	script=$1
	shift
	unshare -m -p -f sh -c "mount -t proc proc /proc; here=$here bin=$bin tmp=$tmp control=$control
		$script" sh "$@"
}

# Process 1 in there: outside, that is another one.
who_is_meant() {
	# shellcheck disable=SC2016 # for the shell inside
	inside 'echo "$$" >"$tmp/id"
		exec 3<>"$control"
		echo "start hook=$1 pid=$$" >&3 || echo "cannot start"
		"$bin/plain" getppid "$2"
		cat "$control" >"$tmp/seen"
		echo stop >&3' "$1" $CALLS >"$tmp/out" 2>&1
	is "what it says" "" "$(cat "$tmp/out")"
	is "its id inside" 1 "$(cat "$tmp/id")"
	is "calls" $CALLS "$(figure 64:getppid calls)"
	is "target" 1 "$(tr ' ' '\n' <"$tmp/seen" | sed -n 's/^target=//p')"
	is "owner, inside" 1 "$(tr ' ' '\n' <"$tmp/seen" | sed -n 's/^owner=//p')"
	note "$CALLS calls of process 1 of the namespace, and no other's"
}

# The shell inside, by its id here.
inner() { sed -n 's/^NSpid:\t\([0-9]*\)\t1$/\1/p' /proc/[0-9]*/status 2>/dev/null; }

started() { [ -e "$tmp/started" ]; }

owner_of_asker() {
	rm -f "$tmp/started"
	mkfifo "$tmp/gate"
	# shellcheck disable=SC2016
	inside 'exec 3<>"$control"
		echo "start hook=$1 pid=$$" >&3
		: >"$tmp/started"
		read -r _ <"$tmp/gate"' "$1" &
	outer=$!
	if wait_until started; then
		is "owner, here" "$(inner)" "$(control_says owner)"
		# In another namespace there is no such process.
		# shellcheck disable=SC2016
		inside 'cat "$control"' >"$tmp/seen"
		is "owner, elsewhere" 0 "$(tr ' ' '\n' <"$tmp/seen" | sed -n 's/^owner=//p')"
		is "a start from elsewhere" EBUSY "$(inside "\$bin/tool ctl start")"
		is "a stop from elsewhere" EBUSY "$(inside "\$bin/tool ctl stop")"
	fi
	echo >"$tmp/gate"
	wait $outer
	rm "$tmp/gate"
	is "state once it has gone" off "$(control_says state)"
}

not_there() {
	is "an id of outside" ESRCH "$(inside "\$bin/tool ctl 'start pid=$$'")"
	is "state" off "$(control_says state)"
}

the_reader() {
	# shellcheck disable=SC2016
	inside '"$1" stat --json --hook "$2" -e getppid -- "$bin/plain" getppid 7' "$reader" "$1" >"$tmp/json" 2>"$tmp/err" ||
		fail "$(cat "$tmp/err")"
	is "calls" 7 "$(figure 64:getppid calls)"
	is "rows" 1 "$(columns "$debugfs/syscalls" calls | wc -l)"
	# As it was given: what the session's command says.
	grep -q '^# command: start .*pid=[0-9]* ' "$debugfs/syscalls" || fail "$(grep command "$debugfs/syscalls")"
}

plan_hooks 4
module_load
per_hook "who is meant inside is followed" who_is_meant
per_hook "the owner is told in the ids of who asks" owner_of_asker
per_hook "an id from outside is nobody's" not_there
per_hook "the reader counts a command inside" the_reader
finish
