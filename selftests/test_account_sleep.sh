#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A call that waits is classed so, and what it waited is no time on a CPU.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

# 20 ms each.
waits() {
	under "$1" plain naps
	is "slept" 3 "$(figure 64:nanosleep slept)"
	is "preempted" 0 "$(figure 64:nanosleep preempted)"
	wall=$(figure 64:nanosleep wall_ticks)
	is "slept_ticks" "$wall" "$(figure 64:nanosleep slept_ticks)"
	khz=$("$bin/tool" snapshot "$debugfs/snapshot" header | sed -n 's/^tick_khz //p')
	[ "$wall" -ge $((60 * khz)) ] || fail "three naps took $wall ticks"
	oncpu=$(figure 64:nanosleep oncpu_ticks)
	[ "$oncpu" -lt $((wall / 2)) ] || fail "of $wall ticks asleep $oncpu were on a CPU"
	classes=$(columns "$debugfs/latency" class | sed -n 's/^64:nanosleep //p' | sort -u)
	is "classes" slept "$classes"
}

runs() {
	under "$1" plain getppid 1000
	is "slept" 0 "$(figure 64:getppid slept)"
	is "slept_ticks" 0 "$(figure 64:getppid slept_ticks)"
	classes=$(columns "$debugfs/latency" class | sed -n 's/^64:getppid //p' | sort -u)
	is "classes" ran "$classes"
}

# What a call waited is over with it.
waited() {
	under "$1" plain naps_between 100
	is "naps that slept" 3 "$(figure 64:nanosleep slept)"
	is "getppid that slept" 0 "$(figure 64:getppid slept)"
	counter_is negative_times 0
}

plan_hooks 3
module_load
per_hook "a call that waits" waits
per_hook "a call that doesn't" runs
per_hook "a call after one that waited" waited
finish
