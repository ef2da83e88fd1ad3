#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# timeout: 600
#
# A start in a control group without memory, or whose process is killed in the
# middle, which has it run out of memory at that point, makes a whole session or
# none, and the next one works.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

groups=/sys/fs/cgroup
group=$groups/sysprobe-test
CALLS=20
each=1
[ -z "${LONG:-}" ] || each=30

# whole HOOK SAID: what there is now is a session that counts and stops, or
# nothing at all: nothing armed, nothing held. Counted in made, refused, ended.
whole() {
	case $(control_says state),$2 in
	counting,*)
		made=$((made + 1))
		"$bin/plain" getppid $CALLS
		is "stop" ok "$(ctl stop)"
		is "calls" $CALLS "$(figure 64:getppid calls)"
		counter_is tables_missed 0
		;;
	off,ok) fail "a start that was taken counts nothing" ;;
	off,ENOMEM) refused=$((refused + 1)) ;;
	off,) ended=$((ended + 1)) ;;
	*) fail "a start says '$2'" ;;
	esac
	is "held by the hook" 0 "$(status_of memory_hook)"
	is "tasks" 0 "$(status_of tasks)"
	is "probes" "$probes" "$(wc -l </sys/kernel/debug/kprobes/list)"
}

begin() {
	made=0 refused=0 ended=0
	probes=$(wc -l </sys/kernel/debug/kprobes/list)
}

told() {
	note "$((made + refused + ended)) starts: $made made a session, $refused were refused (ENOMEM), $ended ended with their process"
	is "another start" ok "$(ctl "start hook=$1 persist $(widest "$1")")"
	is "its stop" ok "$(ctl stop)"
}

# bytes SIZE: 4K is 4096.
bytes() {
	case $1 in
	*K) echo $((${1%K} << 10)) ;;
	*M) echo $((${1%M} << 20)) ;;
	esac
}

# The tables are the machine's, not the group's; what a group without memory
# ends is the process, wherever it has come to.
in_a_group() {
	grep -qw memory $groups/cgroup.controllers 2>/dev/null ||
		{ skip "there is no control group of version 2 for memory"; return; }
	grep -qw memory $groups/cgroup.subtree_control || echo +memory >$groups/cgroup.subtree_control
	mkdir $group || { fail "no group can be made"; return; }
	# shellcheck disable=SC2034 # at_exit looks at it
	undo="rmdir $group"
	begin
	for limit in 4K 256K 8M; do
		echo $limit >$group/memory.max || fail "the limit can't be $limit"
		is "limit" "$(bytes $limit)" "$(cat $group/memory.max)"
		i=0
		while [ $i -lt $each ]; do
			rm -f "$tmp/outside"
			# shellcheck disable=SC2016 # for the other shell
			said=$({ sh -c 'echo $$ >"$3/cgroup.procs" || { echo >"$4"; exit; }
				exec "$1" ctl "start hook=$2 persist"' \
				sh "$bin/tool" "$1 $(widest "$1")" $group "$tmp/outside"; :; } 2>/dev/null)
			[ ! -e "$tmp/outside" ] || { fail "no process comes into the group"; break 2; }
			whole "$1" "$said"
			i=$((i + 1))
		done
		# Less than a process begins with: else the group binds nobody.
		[ $limit != 4K ] || [ $((refused + ended)) -gt 0 ] ||
			fail "$limit is enough for every start"
	done
	rmdir $group
	undo=:
	told "$1"
	[ $made -gt 0 ] || fail "no start made a session"
}

# killed_after MICROSECONDS HOOK
killed_after() {
	# It may have come through just then, and not been heard.
	said=$({ "$bin/tool" dying "$1" "$bin/tool" ctl "start hook=$2 persist $(widest "$2")"; :; } 2>/dev/null)
	before=$made
	whole "$2" "$said"
	[ "$made" = "$before" ] || [ "$said" ] || unheard=$((unheard + 1))
}

# Later each time, from before it has begun to when it has: a start that has goes
# on to its end, as none is given up halfway for a signal.
killed() {
	begin
	after='1 250 500 1000 2000 4000 8000 16000 40000'
	[ -z "${LONG:-}" ] || after=$(seq 1 250 40000)
	unheard=0
	for us in $after; do
		! has_failed || break
		killed_after "$us" "$1"
	done
	# Until a slow machine has come so far, too.
	while [ $made = 0 ] && [ "$us" -lt 10000000 ] && ! has_failed; do
		us=$((us * 2))
		killed_after $us "$1"
	done
	told "$1"
	note "$unheard of the sessions were made by a process that did not live to say so"
	[ $ended -gt 0 ] || fail "no process was killed before it had begun"
	[ $made -gt 0 ] || fail "no start made a session"
}

plan_hooks 2
module_load
per_hook "a control group's memory" in_a_group
per_hook "killed in the middle" killed
finish
