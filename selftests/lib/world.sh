# shellcheck shell=sh disable=SC2154 # $here is the sourcing one's
# SPDX-License-Identifier: GPL-2.0
#
# What has to be the same after a test as before it. Sourced after module.sh;
# $here is the directory of the tests.

# Lines that a kernel's log has only if something is wrong.
log_pattern='WARNING: |\<BUG[: ]|Oops|possible .*(deadlock|recursive locking)|INFO: task .* blocked|rcu.*detected stall|general protection fault|UBSAN: |K[AC]SAN: |ODEBUG: |DEBUG_LOCKS_WARN_ON|inconsistent lock state|non-static key|sleeping function called|unreferenced object|suspicious RCU usage|\[#[0-9]+\]'

# What tests turn, and have to turn back.
knobs='/proc/sys/kernel/kptr_restrict /proc/sys/kernel/ftrace_enabled /proc/sys/kernel/panic_on_warn
	/proc/sys/abi/vsyscall32 /proc/sys/vm/memfd_noexec /sys/power/pm_test
	/sys/module/suspend/parameters/pm_test_delay'

# Flags of /proc/sys/kernel/tainted that say that something went wrong: a forced
# unload (3), a machine check (4), a bad page (5), an oops (7), a warning (9), a
# soft lockup (14); Documentation/admin-guide/tainted-kernels.rst.
tainted_badly=$((1 << 3 | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 9 | 1 << 14))

# world_show: what is armed, mapped, there, up, and how it is set.
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
	echo "taints: $(($(cat /proc/sys/kernel/tainted) & tainted_badly))"
	# shellcheck disable=SC2086 # words
	grep . $knobs
	stat -c '%a %n' /sys/kernel/debug
	ls -d /sys/fs/cgroup/sysprobe*
} 2>/dev/null

# log_since MARK: what the kernel said since that line of its log; all there is,
# if it said so much that the line has gone.
log_since() {
	if dmesg | grep -qF "$1"; then
		dmesg | awk -v mark="$1" 'on; index($0, mark) { on = 1 }'
	else
		dmesg
	fi
}

# log_complaints MARK: of the kernel since then; what others race about among
# themselves is not ours.
log_complaints() {
	log_since "$1" | awk -f "$here/lib/log.awk" | grep -E "$log_pattern"
}

# test_processes SID: what still runs of a test: its session, and fixtures that
# made a session of their own.
test_processes() {
	{
		# One sed for all: a process for each takes seconds under emulation.
		sed -n "s/^\\([0-9]* (.*)\\) [^Z] [0-9]* [0-9]* $1 .*/\\1/p" /proc/[0-9]*/stat
		# shellcheck disable=SC2012 # not every find can print a link's target
		ls -l /proc/[0-9]*/exe |
			sed -n "s,.*/proc/\\([0-9]*\\)/exe -> $bin/\\(.*\\),\\1 (\\2),p"
	} 2>/dev/null | sort -u
}

end_processes() {
	for pid in $(test_processes "$1" | cut -d' ' -f1); do
		kill -KILL "$pid" 2>/dev/null
	done
	tries=0
	while [ "$(test_processes "$1")" ] && [ $tries -lt 100 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
}

# world_complaints SID MARK BEFORE: what a test left behind, a line each; it
# is then put right, or BEFORE is what the next test finds.
world_complaints() {
	left=$(test_processes "$1")
	if [ "$left" ]; then
		echo "still running: $left"
		end_processes "$1"
	fi
	if module_loaded; then
		echo "the module is still loaded"
		(module_unload) 2>&1
	fi
	world_show >"$3.now"
	# busybox's diff writes - and + for < and >, and two lines above them.
	diff "$3" "$3.now" | sed -n '/^---/d; /^+++/d; s/^[<>+-]/the world has changed: &/p'
	mv "$3.now" "$3"
	log_complaints "$2"
}
