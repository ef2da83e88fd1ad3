#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# timeout: 6500
#
# Loaded and unloaded many times under load, with its files open and being
# read, and the reader killed in the middle of a session. 200 times with
# --long, 1,000 times if that is said twice.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"
# shellcheck source=lib/world.sh
. "$here/lib/world.sh"

cycles=10
[ -z "${LONG:-}" ] || cycles=200
[ "${LONG:-0}" -lt 2 ] || cycles=1000

load() {
	while :; do
		"$bin/procs" forks
		"$bin/plain32" failures
		"$bin/plain" naps
		"$bin/guarded" ptrace_other
		sleep 0.1
	done >/dev/null 2>&1
}

# Reads whatever is there, or isn't any more.
readers() {
	while :; do
		cat "$debugfs"/status "$debugfs"/syscalls "$debugfs"/latency \
			"$debugfs"/snapshot /proc/sysprobe/* >/dev/null 2>&1
		sleep 0.1
	done
}

is_counting() { grep -q '^state=counting' "$control"; }
is_unloaded() { rmmod sysprobe 2>/dev/null; }

# session_of HOOK: options of the reader's for as much as it takes anywhere.
session_of() {
	echo "--hook $1"
	[ "$1" != direct ] || echo "-p $$ -e getppid,read,write,wait4"
}

# in_turn: the hooks that can be used here, each for two rounds.
in_turn() {
	set --
	for hook in kretprobe tracepoint direct; do
		[ "$(hook_why_not $hook)" ] || set -- "$@" $hook
	done
	shift $((round / 2 % $#))
	echo "$1"
}

one() {
	module_insert || fail "round $round: can't be loaded"
	hook=$(in_turn)
	# What takes probes, and CPUs, besides the hooks.
	if [ $((round % 10)) = 0 ]; then
		is "measure cr3" ok "$(ctl "measure cr3")"
		is "start" ok "$(ctl "start pid=$$ persist switches vdso")"
		is "stop" ok "$(ctl stop)"
	fi
	exec 5<"$control"
	# shellcheck disable=SC2046 # words
	"$bin/tool" foreground "$reader" stat $(session_of "$hook") >/dev/null 2>&1 &
	victim=$!
	wait_until is_counting || return
	"$bin/plain" getppid 100
	if [ $((round % 4)) -lt 2 ]; then
		kill -KILL $victim
	else
		kill -INT $victim
	fi
	wait $victim 2>/dev/null
	# A reader of files may have one open just now.
	wait_until is_unloaded || return
	exec 5<&-
}

# What the module takes memory from: vmalloc, the slabs, per-CPU areas. What
# is free or available moves by megabytes on its own.
held_kb() { awk '/^(VmallocUsed|SUnreclaim|Percpu):/ { n += $2 } END { print n }' /proc/meminfo; }

survives() {
	load &
	loads=$!
	sleep 1000 &
	sleeper=$!
	readers &
	readings=$!
	# Enough to be in the way, not so much that nothing else gets on.
	renice -n 19 -p $loads -p $readings >/dev/null
	round=0
	while [ $round -lt $cycles ] && ! has_failed; do
		one
		round=$((round + 1))
		[ $((round % 100)) != 0 ] || note "$round cycles, $(seconds) s after the boot"
		# The kernel's own caches have filled by then.
		[ $round != 2 ] || held_before=$(held_kb)
	done
	held_after=$(held_kb)
	kill $loads $readings $sleeper
	wait $loads $readings $sleeper 2>/dev/null
	note "$round cycles, $((held_after - held_before)) KiB more held after the last than after the second"
}

clean() {
	complaints=$(log_complaints "$mark")
	[ ! "$complaints" ] || fail "$complaints"
	! module_loaded || fail "it is still loaded"
	after=$(world_show)
	[ "$before" = "$after" ] || fail "$(echo "$after" | grep -vxF "$before")"
}

# A session's tables are megabytes a cycle; other processes come and go.
no_leak() {
	more=$((held_after - held_before))
	[ $more -lt 4096 ] || fail "$more KiB more are held"
}

plan 3
module_unload
before=$(world_show)
mark="cycles begin, $$"
echo "$mark" >/dev/kmsg
check "survives" survives
check "leaves nothing" clean
check "loses no memory" no_leak
finish
