# shellcheck shell=sh disable=SC2154 # $here is the sourcing one's
# SPDX-License-Identifier: GPL-2.0
#
# What has to be the same after a test as before it. Sourced after module.sh;
# $here is the directory of the tests.

# Lines that a kernel's log has only if something is wrong.
log_pattern='WARNING: |\<BUG[: ]|Oops|possible .*(deadlock|recursive locking)|INFO: task .* blocked|rcu.*detected stall|general protection fault|UBSAN: |K[AC]SAN: |ODEBUG: |DEBUG_LOCKS_WARN_ON|inconsistent lock state|non-static key|sleeping function called|unreferenced object|suspicious RCU usage'

# world_show: what is armed, mapped, there, and up.
world_show() {
	ls -d /proc/sysprobe /sys/kernel/debug/sysprobe 2>/dev/null
	echo 'kprobes:'
	cat /sys/kernel/debug/kprobes/list
	echo 'traced functions:'
	cut -d' ' -f1 /sys/kernel/debug/tracing/enabled_functions
	echo 'trace instances:'
	ls /sys/kernel/debug/tracing/instances
	echo 'trace events:'
	cat /sys/kernel/debug/tracing/set_event
	# An area whose maker has no name any more was made by a module that
	# has gone.
	echo 'areas of modules that have gone:'
	awk '$3 ~ /^0x/ || /\[sysprobe\]/' /proc/vmallocinfo
	echo 'CPUs:'
	cat /sys/devices/system/cpu/online
} 2>/dev/null

# log_complaints MARK: of the kernel, since that line of its log; what others
# race about among themselves is not ours.
log_complaints() {
	dmesg | awk -v mark="$1" 'on; index($0, mark) { on = 1 }' |
		awk -f "$here/lib/log.awk" | grep -E "$log_pattern"
}

# session_processes SID: what still runs of a test.
session_processes() {
	# One sed for all: a process for each takes seconds under emulation.
	sed -n "s/^\\([0-9]* (.*)\\) [^Z] [0-9]* [0-9]* $1 .*/\\1/p" /proc/[0-9]*/stat 2>/dev/null
}

end_processes() {
	for pid in $(session_processes "$1" | cut -d' ' -f1); do
		kill -KILL "$pid" 2>/dev/null
	done
	tries=0
	while [ "$(session_processes "$1")" ] && [ $tries -lt 100 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
}

# world_complaints SID MARK BEFORE: what a test left behind, a line each; it
# is then put right.
world_complaints() {
	left=$(session_processes "$1")
	if [ "$left" ]; then
		echo "still running: $left"
		end_processes "$1"
	fi
	if module_loaded; then
		echo "the module is still loaded"
		(module_unload) 2>&1
	fi
	world_show | diff "$3" - | sed -n 's/^[<>] /the world has changed: &/p'
	log_complaints "$2"
}
