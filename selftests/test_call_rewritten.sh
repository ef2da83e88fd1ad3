#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A tracer may make another call of one: what the handler is handed counts.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

rewritten() {
	under "$1" guarded ptrace_other
	rows_are <<-END
		64:execve 1
		64:fork 1
		64:ptrace ? ? 0
		64:wait4 ? ? 0
		64:getpid 1
		64:kill 1
		64:getuid 3
		64:sched_yield 1
		64:exit_group 2 0
	END
	counter_is turned_away 0
}

plan_hooks 1
module_load
per_hook "a tracer changes the number" rewritten
finish
