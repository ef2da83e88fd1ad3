#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Two programs in long calls share a CPU: the calls are preempted, not asleep,
# and each was on the CPU for part of its time only.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

# Long enough for several ticks of the scheduler: 4 MiB a call.
shares() {
	exec 3<>"$control"
	echo "start hook=$1 pid=$$ calls=64:$(nr 64 read)" >&3 || fail "cannot start"
	taskset 1 "$bin/plain" bulk 40 &
	taskset 1 "$bin/plain" bulk 40 &
	wait
	echo stop >&3
	exec 3>&-
	[ "$(figure 64:read returned)" -ge 80 ] || fail "not all calls were counted"
	preempted=$(figure 64:read preempted)
	[ "$preempted" -gt 0 ] || fail "none was preempted"
	wall=$(figure 64:read wall_ticks) oncpu=$(figure 64:read oncpu_ticks)
	slept=$(figure 64:read slept_ticks)
	note "$preempted preempted, $wall ticks, $slept of calls that slept, $oncpu on a CPU"
	[ "$oncpu" -lt "$wall" ] || fail "all of $wall ticks were on a CPU"
}

plan_hooks 1
module_load
per_hook "two on one CPU" shares
finish
