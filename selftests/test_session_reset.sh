#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# reset begins again at zero, in the same session; a call that was inside is
# set apart when it comes back.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

begins_again() {
	exec 3<>"$control"
	echo "start hook=$1$few" >&3 || fail "cannot start"
	session=$(control_says session) generation=$(control_says generation)
	"$bin/plain" getppid 100
	"$bin/plain" hole
	echo reset >&3 || fail "cannot reset"
	"$bin/plain" getppid 7
	echo stop >&3
	is "session" "$session" "$(control_says session)"
	is "generation" $((generation + 1)) "$(control_says generation)"
	is "calls since" 7 "$(figure 64:getppid calls)"
	is "calls before" "" "$(figure 64:400 calls)"
	is "errnos before" "" "$(columns "$debugfs/errors" count | grep '^64:400 ')"
	exec 3>&-
}

asleep() {
	exec 3<>"$control"
	"$bin/signals" interrupt_read &
	pid=$!
	wait_until asleep_in $pid "$(nr 64 read)"
	echo "start hook=$1$few pid=$pid" >&3 || fail "cannot start"
	kill -USR1 $pid
	wait $pid
	echo stop >&3
	exec 3>&-
	# A probe sees nothing of a call that began before it.
	case $1 in
	tracepoint) counter_is begun_before 1 ;;
	esac
	rows_are <<-END
		64:rt_sigreturn 1
		64:exit_group 1 0
	END
}

across_reset() {
	exec 3<>"$control"
	"$bin/signals" restart_poll &
	pid=$!
	wait_until asleep_in $pid "$(nr 64 poll)"
	echo "start hook=$1$few pid=$pid" >&3 || fail "cannot start"
	kill -STOP $pid
	wait_until grep -q 'State:	T' /proc/$pid/status
	kill -CONT $pid
	wait_until asleep_in $pid "$(nr 64 restart_syscall)"
	echo reset >&3
	kill -USR1 $pid
	wait $pid
	echo stop >&3
	exec 3>&-
	counter_is begun_before 1
	rows_are <<-END
		64:rt_sigreturn 1
		64:exit_group 1 0
	END
}

plan_hooks 3
module_load
per_hook "figures begin again at zero" everyone begins_again
per_hook "a call begun before the session" asleep
per_hook "a call begun before the reset" across_reset
finish
