#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# on_exec: nothing is counted before the target's next execve, which is the
# first call that is, even if it fails.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

# waits_in_read PID: it does, or busybox does before it reads.
waits_in_read() { asleep_in "$1" "$(nr 64 read)" || asleep_in "$1" "$(nr 64 poll)"; }

# What it does before, what it forks before, and what comes after.
from_then_on() {
	mkfifo "$tmp/go"
	sh -c 'read -r _; "$0" getppid 50; read -r _; exec "$0" getppid 6' "$bin/plain" <"$tmp/go" &
	pid=$!
	exec 6>"$tmp/go"
	rm "$tmp/go"
	wait_until waits_in_read $pid
	exec 3<>"$control"
	echo "start hook=$1$few pid=$pid on_exec" >&3 || fail "cannot start"
	echo >&6
	wait_until waits_in_read $pid
	rows_are </dev/null
	echo >&6
	wait $pid
	exec 6>&-
	echo stop >&3
	exec 3>&-
	rows_are <<-END
		64:execve 1
		64:getppid 6
		64:exit_group 1 0
	END
	nothing_lost
}

compat() {
	under "$1" procs32 exec_fails
	rows_are <<-END
		64:execve 1
		ia32:execve 1 1 1
		ia32:exit_group 1 0
	END
}

one_thread() {
	under -t "$1" plain getppid
	rows_are <<-END
		64:execve 1
		64:getppid 5
		64:exit_group 1 0
	END
}

plan_hooks 3
module_load
per_hook "a process begins at its execve" from_then_on
per_hook "a compat program begins at its execve" compat
per_hook "a thread begins at its execve" one_thread
finish
