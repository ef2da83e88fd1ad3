#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# One thread is followed alone: neither its siblings nor what it forks.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

no_children() {
	under -t "$1" procs forks
	rows_are <<-END
		64:execve 1
		64:fork 3
		64:wait4 3
		64:exit_group 1 0
	END
	nothing_lost
}

no_threads() {
	under -t "$1" procs one_thread
	rows_are <<-END
		64:execve 1
		64:clone 1
		64:exit_group 1 0
	END
	nothing_lost
}

# One of several that all do the same.
no_siblings() {
	"$bin/tool" sleepers 3 &
	pid=$!
	wait_until asleep_in $pid "$(nr 64 rt_sigtimedwait)" || return
	tid=$(other_threads $pid | head -n 1)
	wait_until asleep_in "$tid" "$(nr 64 read)"
	exec 3<>"$control"
	echo "start hook=$1 tid=$tid calls=64:$(nr 64 exit)" >&3 || fail "cannot start"
	is "scope" thread "$(control_says scope)"
	is "target" "$tid" "$(control_says target)"
	kill -USR1 $pid
	wait $pid
	echo stop >&3
	exec 3>&-
	rows_are <<-END
		64:exit 1 0
	END
}

# Two of several.
some_siblings() {
	"$bin/tool" sleepers 4 &
	pid=$!
	wait_until asleep_in $pid "$(nr 64 rt_sigtimedwait)" || return
	tids=$(other_threads $pid | head -n 2)
	for tid in $tids; do
		wait_until asleep_in "$tid" "$(nr 64 read)"
	done
	tids=$(echo "$tids" | tr '\n' , | sed 's/,$//')
	exec 3<>"$control"
	echo "start hook=$1 tid=$tids calls=64:$(nr 64 exit)" >&3 || fail "cannot start"
	is "target" "$tids" "$(control_says target)"
	kill -USR1 $pid
	wait $pid
	echo stop >&3
	exec 3>&-
	rows_are <<-END
		64:exit 2 0
	END
}

plan_hooks 4
module_load
per_hook "its children aren't" no_children
per_hook "its threads aren't" no_threads
per_hook "its siblings aren't" no_siblings
per_hook "those that are named are" some_siblings
finish
