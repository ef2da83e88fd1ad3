#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A thread that executes a program takes over its leader's pid in the middle
# of the call. Both its calls and the leader's are counted once.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

USR1=10

takeover() {
	under -s "$(nr 64 pause):$USR1" "$1" procs takeover "$bin/plain" getppid 2
	rows_are <<-END
		64:execve 2
		64:rt_sigprocmask 1
		64:clone 1
		64:pause 1 1 0 1
		64:rt_sigtimedwait 1
		64:getuid 1
		64:getppid 2
		64:exit_group 1 0
	END
	counter_is inside 0
	counter_is unmatched_returns 0
	nothing_lost
}

to_compat() {
	under -s "$(nr 64 pause):$USR1" "$1" procs takeover "$bin/plain32" getppid 2
	rows_are <<-END
		64:execve 2
		64:rt_sigprocmask 1
		64:clone 1
		64:pause 1 1 0 1
		64:rt_sigtimedwait 1
		64:getuid 1
		ia32:getppid 2
		ia32:exit_group 1 0
	END
	nothing_lost
}

has_thread() { [ "$(other_threads "$1")" ]; }

# The thread alone is followed, and stays so under its new pid.
followed() {
	"$bin/procs" takeover "$bin/plain" getppid 2 &
	pid=$!
	wait_until has_thread $pid || return
	tid=$(other_threads $pid)
	wait_until asleep_in "$tid" "$(nr 64 rt_sigtimedwait)" || return
	exec 3<>"$control"
	echo "start hook=$1$few tid=$tid" >&3 || fail "cannot follow the thread"
	kill -USR1 $pid
	wait $pid
	is "its status" 0 $?
	echo stop >&3
	exec 3>&-
	rows_are <<-END
		64:getuid 1
		64:execve 1
		64:getppid 2
		64:exit_group 1 0
	END
	nothing_lost
}

plan_hooks 3
module_load
per_hook "a thread becomes a program" takeover
per_hook "a thread becomes a compat program" to_compat
per_hook "a thread that is followed" followed
finish
