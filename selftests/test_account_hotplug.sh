#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# CPUs that go and come while counting cost no count.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

cpu=/sys/devices/system/cpu/cpu1/online
[ -w $cpu ] || skip_all "there is no second CPU that can be taken away"
# shellcheck disable=SC2034 # at_exit looks at it
undo="echo 1 >$cpu"

CALLS=150000

# cpu_is ONLINE: 1 has it come, 0 has it go, and it has.
cpu_is() {
	echo "$1" >$cpu || fail "the CPU refuses to be $1"
	is "the CPU's online" "$1" "$(cat $cpu)"
}

comes_and_goes() {
	cpu_is 1
	exec 3<>"$control"
	echo "start hook=$1$few pid=$$" >&3 || fail "cannot start"
	"$bin/plain" getppid $CALLS &
	first=$!
	"$bin/plain" getppid $CALLS &
	second=$!
	times=0
	while ! has_failed && { ! gone $first || ! gone $second; }; do
		cpu_is 0
		cpu_is 1
		times=$((times + 1))
	done
	wait $first $second
	echo stop >&3
	exec 3>&-
	note "a CPU went and came $times times, $((2 * CALLS)) calls counted"
	[ $times -gt 0 ] || fail "never"
	is "calls" $((2 * CALLS)) "$(figure 64:getppid calls)"
	is "returned" $((2 * CALLS)) "$(figure 64:getppid returned)"
	counter_is tables_missed 0
	counter_is records_missed 0
}

# Away when the session begins: its table is made when it comes.
comes_later() {
	cpu_is 0
	exec 3<>"$control"
	echo "start hook=$1 pid=$$ calls=64:$(nr 64 getppid)" >&3 || fail "cannot start"
	cpu_is 1
	taskset 2 "$bin/plain" getppid 500
	echo stop >&3
	exec 3>&-
	is "calls" 500 "$(figure 64:getppid calls)"
	counter_is tables_missed 0
}

# What it counted stays when it goes.
goes_for_good() {
	cpu_is 1
	exec 3<>"$control"
	echo "start hook=$1 pid=$$ calls=64:$(nr 64 getppid)" >&3 || fail "cannot start"
	taskset 2 "$bin/plain" getppid 500
	cpu_is 0
	is "calls" 500 "$(figure 64:getppid calls)"
	echo stop >&3
	exec 3>&-
	is "calls after the stop" 500 "$(figure 64:getppid calls)"
	cpu_is 1
}

plan_hooks 3
module_load
per_hook "a CPU that comes and goes" comes_and_goes
per_hook "a CPU that comes later" comes_later
per_hook "a CPU that goes for good" goes_for_good
finish
