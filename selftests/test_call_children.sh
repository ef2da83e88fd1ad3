#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# fork, vfork and clone are one call each, the parent's: that the child comes
# back from it too is none. exit and exit_group never come back.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

# child_returns HOOK TIMES: the tracepoint sees them, and sets them apart.
child_returns() {
	case $1 in
	tracepoint) counter_is child_returns "$2" ;;
	*) counter_is child_returns 0 ;;
	esac
	nothing_lost
}

forks() {
	under "$1" procs forks
	rows_are <<-END
		64:execve 1
		64:fork 3
		64:getppid 6
		64:wait4 3
		64:exit_group 4 0
	END
	child_returns "$1" 3
}

compat_forks() {
	under "$1" procs32 forks
	rows_are <<-END
		64:execve 1
		ia32:fork 3
		ia32:getppid 6
		ia32:wait4 3
		ia32:exit_group 4 0
	END
	child_returns "$1" 3
}

vforks() {
	under "$1" procs vforks "$bin/plain" getppid 2
	rows_are <<-END
		64:execve 2
		64:vfork 1
		64:getppid 2
		64:wait4 1
		64:exit_group 2 0
	END
	child_returns "$1" 1
}

threads() {
	under "$1" procs one_thread
	rows_are <<-END
		64:execve 1
		64:clone 1
		64:getppid 2
		64:exit 1 0
		64:exit_group 1 0
	END
	child_returns "$1" 1
}

# With the whole system, too, and the shell's own child beside them.
whole_system() {
	is "start" ok "$(ctl "start hook=$1$few persist")"
	"$bin/procs" forks
	is "stop" ok "$(ctl stop)"
	case $1 in
	tracepoint)
		got=$(counter child_returns)
		[ "${got%% *}" -ge 4 ] || fail "child_returns $got" ;;
	*) is "counter child_returns" "0 normal unseen" "$(counter child_returns)" ;;
	esac
}

plan_hooks 5
module_load
per_hook "fork" forks
per_hook "fork of a compat program" compat_forks
per_hook "vfork" vforks
per_hook "a thread" threads
per_hook "fork in the whole system" everyone whole_system
finish
