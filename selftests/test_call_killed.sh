#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A program that is killed asleep in a call comes back from it, though never
# to its own code: nothing stays inside, nothing is lost.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

KILL=9

killed() {
	# shellcheck disable=SC2034 # under looks at it
	expected=$((128 + KILL))
	under -s "$(nr 64 pause):$KILL" "$1" signals wait_for_death
	rows_are <<-END
		64:execve 1
		64:getppid 1
		64:pause 1 1 0 1
	END
	counter_is inside 0
	counter_is unfinished 0
	nothing_lost
}

plan_hooks 1
module_load
per_hook "killed while asleep" killed
finish
