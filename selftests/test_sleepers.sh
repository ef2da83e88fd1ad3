#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# timeout: 240
#
# Two thousand threads asleep in a call cost no count, under what is the
# default, and don't keep the module; they wake as if nothing had been.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

N=2000

# Each of them in its read, and the first thread waiting for the word.
asleep() { [ "$(status_of inside)" -gt $N ]; }

# asleep_under WORDS: all of them are, and the session goes on.
asleep_under() {
	exec 3<>"$control"
	echo "start $*$few" >&3 || fail "cannot start"
	"$bin/tool" sleepers $N &
	sleepers=$!
	wait_until asleep
	counter_is records_missed 0
	counter_is pool_missed 0
	nothing_lost
}

# Beside them, others count as ever.
no_count_lost() {
	asleep_under "hook=$1 pid=$$"
	"$bin/plain" getppid 5000
	kill -USR1 $sleepers
	wait $sleepers
	is "status of the sleepers" 0 $?
	echo stop >&3
	exec 3>&-
	is "calls of others" 5000 "$(figure 64:getppid returned)"
	# Each made one; so did whatever else the shell ran.
	calls=$(figure 64:exit calls)
	[ "$calls" -ge $N ] || fail "$calls threads came to their end"
	calls=$(figure 64:read returned)
	[ "$calls" -ge $N ] || fail "$calls reads came back"
	note "$N threads asleep in read, $(figure 64:getppid returned) calls of others counted meanwhile, $(figure 64:read returned) reads came back"
	counter_is pool_missed 0
	counter_is records_missed 0
}

whole_system() {
	asleep_under "hook=$1"
	kill -USR1 $sleepers
	wait $sleepers
	is "status of the sleepers" 0 $?
	counter_is pool_missed 0
	counter_is records_missed 0
	echo stop >&3
	exec 3>&-
}

unload() {
	asleep_under "hook=$1"
	echo stop >&3
	exec 3>&-
	began=$(seconds)
	rmmod sysprobe || fail "can't be unloaded"
	! module_loaded || fail "it is still there"
	note "unloaded under $N threads asleep in counted calls, within $(($(seconds) - began + 1)) s"
	kill -USR1 $sleepers
	wait $sleepers
	is "status of the sleepers" 0 $?
	module_load
}

plan_hooks 3
module_load
per_hook "no count is lost" no_count_lost
per_hook "the whole system is counted" everyone whole_system
per_hook "unloaded under them" everyone unload
finish
