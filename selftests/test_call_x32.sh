#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Where x32 is on, its calls are counted under their numbers without the bit.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

"$bin/plain" x32_on || skip_all "x32 is off here; boot with syscall.x32=y"

counted() {
	under "$1" plain x32_on
	rows_are <<-END
		64:execve 1
		x32:getppid 4
		64:exit_group 1 0
	END
	counter_is turned_away 0
}

# The tables of an ABI that nobody asked for aren't there.
left_out() {
	under -w calls=64:0-400 "$1" plain x32_on
	rows_are <<-END
		64:execve 1
		64:exit_group 1 0
	END
	nothing_lost
}

plan_hooks 2
module_load
per_hook "an x32 call" counted
per_hook "an x32 call that isn't selected" left_out
finish
