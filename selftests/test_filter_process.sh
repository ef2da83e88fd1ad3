#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A process is followed with its threads and all it forks from then on;
# children it had before aren't, nor is anybody else.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

# A shell of its own that runs what it reads, a line at a time.
family() {
	mkfifo "$tmp/orders" "$tmp/answers"
	sh -c 'while read -r order; do eval "$order"; echo done; done' \
		<"$tmp/orders" >"$tmp/answers" &
	parent=$!
	exec 6>"$tmp/orders" 7<"$tmp/answers"
	rm "$tmp/orders" "$tmp/answers"
}

order() {
	echo "$1" >&6
	read -r _ <&7
}

descendants() {
	family
	exec 3<>"$control"
	echo "start hook=$1$few pid=$parent" >&3 || fail "cannot start"
	is "scope" process "$(control_says scope)"
	is "target" $parent "$(control_says target)"
	order "$bin/plain getppid 3"
	order "($bin/plain getppid 20; $bin/procs forks)"
	"$bin/plain" getppid 500
	echo stop >&3
	exec 3>&- 6>&- 7<&-
	wait $parent
	is "calls of descendants" 29 "$(figure 64:getppid calls)"
	nothing_lost
}

child_from_before() {
	family
	# It waits for a line of its own.
	mkfifo "$tmp/go"
	order "{ read -r _ <$tmp/go; exec $bin/plain getppid 100; } & child=\$!"
	exec 3<>"$control"
	echo "start hook=$1$few pid=$parent" >&3 || fail "cannot start"
	order "echo go >$tmp/go; wait \$child; $bin/plain getppid 7"
	echo stop >&3
	exec 3>&- 6>&- 7<&-
	wait $parent
	rm "$tmp/go"
	is "calls" 7 "$(figure 64:getppid calls)"
}

threads() {
	"$bin/procs" takeover "$bin/plain" getppid 9 &
	pid=$!
	wait_until asleep_in $pid "$(nr 64 pause)" || return
	exec 3<>"$control"
	echo "start hook=$1$few pid=$pid" >&3 || fail "cannot start"
	kill -USR1 $pid
	wait $pid
	echo stop >&3
	exec 3>&-
	# Of the thread that was there already.
	is "its thread's" 1 "$(figure 64:getuid calls)"
	is "its own" 9 "$(figure 64:getppid calls)"
}

# A thread's number is no process's.
no_leader() {
	"$bin/tool" sleepers 1 &
	pid=$!
	wait_until asleep_in $pid "$(nr 64 rt_sigtimedwait)" || return
	tid=$(other_threads $pid)
	is "start" ESRCH "$(ctl "start hook=$1$few pid=$tid")"
	is "state" off "$(control_says state)"
	kill -USR1 $pid
	wait $pid
}

some_processes() {
	pids=
	for threads in 1 2 4; do
		"$bin/tool" sleepers $threads &
		wait_until asleep_in $! "$(nr 64 rt_sigtimedwait)" || return
		pids="$pids $!"
	done
	# shellcheck disable=SC2086 # one word a process
	set -- "$1" $pids
	exec 3<>"$control"
	echo "start hook=$1 pid=$2,$4 calls=64:$(nr 64 exit)" >&3 || fail "cannot start"
	is "target" "$2,$4" "$(control_says target)"
	kill -USR1 "$2" "$3" "$4"
	wait "$2" "$3" "$4"
	echo stop >&3
	exec 3>&-
	is "threads of the first and the third that ended" 5 "$(figure 64:exit calls)"
}

# Nothing is followed if one of them isn't there.
one_gone() {
	is "start" ESRCH "$(ctl "start hook=$1$few pid=$$,4194304")"
	is "state" off "$(control_says state)"
}

plan_hooks 6
module_load
per_hook "a process and its descendants" descendants
per_hook "a child it had before" child_from_before
per_hook "a thread it had before" threads
per_hook "a thread is no process" no_leader
per_hook "two of three processes" some_processes
per_hook "one that isn't there" one_gone
finish
