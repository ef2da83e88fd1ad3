#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What counting adds to a call, in instructions, exactly: within its budget,
# the same each time, and nothing at all while nothing counts. Compilers and
# kernels move, so figures are bounds; budgets are a kernel's own.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

nops=$("$bin/cost" | sed -n 's/^nops //p')
if [ "$nops" -lt 1000 ] || [ "$nops" -ge 1100 ]; then
	skip_all "a tick is no instruction here; boot with QEMU's -icount, as scripts/vm --icount does"
fi

# budget HOOK: on kernels that have one; newer ones may take an eighth more.
budget() {
	case $1 in
	direct) limit=110 ;;
	kretprobe) limit=500 ;;
	tracepoint) limit=220 ;;
	esac
	case $(uname -r) in
	5.10.*|6.1.*) echo "$limit" ;;
	6.12.*|7.*) echo $((limit + limit / 8)) ;;
	esac
}

# not_followed_budget HOOK: of a task that isn't, where it has one.
not_followed_budget() { [ "$1" != direct ] || echo 12; }

ticks() { "$bin/cost" | sed -n "s/^$1 //p"; }

# session WORDS: begins one; over ends it.
session() {
	case $* in
	*calls=*) ;;
	hook=direct*)
		# Without dispatchers to find handlers in, it takes a few only.
		grep -q '^symbol x64_sys_call ok' "$debugfs/status" ||
			set -- "$@" calls=64:0,3,110 ;;
	esac
	exec 3<>"$control"
	echo "start $*" >&3 || fail "cannot start $*"
}
over() { exec 3>&-; }

costs_nothing() {
	for call in getppid read close_bad; do
		module_unload
		bare=$(ticks $call)
		module_load
		is "$call, loaded" "$bare" "$(ticks $call)"
		for hook in $hooks; do
			[ -z "$(hook_why_not "$hook")" ] || continue
			session "hook=$hook $(widest "$hook")"
			over
			is "$call, after a session of $hook" "$bare" "$(ticks $call)"
		done
	done
}

repeats() {
	session "hook=$1 $(widest "$1")"
	for call in getppid read close_bad; do
		is "$call again" "$(ticks $call)" "$(ticks $call)"
	done
	over
}

# near WHAT TOLD FOUND: an eighth apart at most, or two.
near() {
	apart=$(($2 > $3 ? $2 - $3 : $3 - $2))
	[ $apart -le 2 ] || [ $((apart * 8)) -le "$3" ] || fail "$1: status says $2, and it is $3"
}

# as_told HOOK FOLLOWED OTHER: status says the same, or nearly; it speaks of 6.1.
as_told() {
	case $(uname -r) in
	6.1.*) ;;
	*) return ;;
	esac
	told=$(sed -n "s/^hook_$1 ok .*adds \([0-9]*\) instructions to a counted call, \([0-9]*\) to .*/\1 \2/p" "$debugfs/status")
	near "a call that is counted" "${told% *}" "$2"
	near "others' calls" "${told#* }" "$3"
}

# Whole system, where a hook takes that, one process, and others' processes.
within() {
	bare=$(ticks getppid)
	session "hook=$1 $(widest "$1")"
	all=$(($(ticks getppid) - bare))
	over
	session "hook=$1 pid=$$"
	followed=$(($(ticks getppid) - bare))
	over
	sleep 1000 &
	other=$!
	session "hook=$1 pid=$other"
	not_followed=$(($(ticks getppid) - bare))
	over
	kill $other
	wait $other 2>/dev/null
	note "$1 adds $all, followed $followed, not followed $not_followed"
	limit=$(budget "$1")
	[ -z "$limit" ] || [ $all -le "$limit" ] || fail "$all, budget $limit"
	[ -z "$limit" ] || [ $followed -le "$limit" ] || fail "followed $followed, budget $limit"
	limit=$(not_followed_budget "$1")
	[ -z "$limit" ] || [ $not_followed -le "$limit" ] || fail "not followed $not_followed, budget $limit"
	as_told "$1" $followed $not_followed
	[ $not_followed -lt $followed ] || fail "who isn't followed pays as much as who is"
	[ $all -gt 0 ] || fail "counting costs nothing: nothing was counted"
}

# The trace event costs only whom it is on for.
event_is_free() {
	event=/sys/kernel/debug/tracing/events/sysprobe/sysprobe_syscall/enable
	session "hook=$1 $(widest "$1")"
	before=$(ticks getppid)
	echo 1 >"$event"
	on=$(ticks getppid)
	echo 0 >"$event"
	is "off again" "$before" "$(ticks getppid)"
	over
	note "the event adds $((on - before)) to $1's"
	[ "$on" -gt "$before" ] || fail "telling costs nothing: nothing was told"
}

# least CASE: of some runs. How the scheduler gets from one task to the other is not the
# same in each.
least() {
	for _ in first second third fourth fifth; do
		"$bin/cost" "$1" | sed -n "s/^$1 //p"
	done | sort -n | head -n 1
}

# others_are_free EVENT CASE WORD: neither do those that no call is told by. CASE makes
# what a session with WORD counts. Before it the event has never been on.
others_are_free() {
	module_unload
	module_load
	event=/sys/kernel/debug/tracing/events/sysprobe/sysprobe_$1/enable
	session "hook=$(some_hook) pid=$$ calls=64:0 $3"
	before=$(least "$2")
	echo 1 >"$event"
	on=$(least "$2")
	echo 0 >"$event"
	is "off again" "$before" "$(least "$2")"
	over
	note "$1 adds $((on - before)) to the $before of a $2"
	[ "$on" -gt "$before" ] || fail "telling costs nothing: nothing was told"
}

# What a hook shows of nothing is a part of what it adds, the same each time, and the
# reader takes it off.
own_part() {
	for time in first second; do
		session "hook=$1 $(widest "$1")"
		"$bin/cost" getppid >"$tmp/out"
		awk 'END { print $3, $8 }' "$debugfs/overhead" >"$tmp/$time"
		over
	done
	read -r adds inside <"$tmp/first"
	is "a second time" "$adds $inside" "$(cat "$tmp/second")"
	note "$1: of $adds that it adds to a call that does nothing, $inside are inside"
	[ "$inside" -gt 0 ] || fail "no part of it is known"
	[ "$inside" -lt "$adds" ] || fail "$inside of $adds"
	reader stat --last -u ticks -c p50,corrected -o "$tmp/report"
	# Both are rounded.
	awk -v inside="$inside" '
		$1 == "getppid" {
			found++
			apart = $2 - $3 - inside
			if (apart < -1 || apart > 1)
				print $2 " corrected to " $3
		}
		END { if (found != 1) print found + 0 " rows" }' "$tmp/report" >"$tmp/wrong"
	[ ! -s "$tmp/wrong" ] || fail "$(cat "$tmp/wrong")"
}

# A direct call is in the selected handlers alone.
not_selected() {
	bare=$(ticks getppid)
	session "hook=direct pid=$$ calls=64:0"
	is "getppid, when read is counted" "$bare" "$(ticks getppid)"
	over
}

case " $hooks " in
*" direct "*) ;;
*) hooks="direct $hooks" ;;
esac
plan_hooks 4 4
check "nothing while it doesn't count" costs_nothing
module_load
per_hook "the same each time" repeats
per_hook "within the budget" within
per_hook "a trace event that is off" event_is_free
check "the event of address spaces that is off" others_are_free mm_switch round_trip switches
check "the event of the vDSO that is off" others_are_free vdso_update clock_set vdso
per_hook "its own part of a time" own_part
check "a call that isn't selected, direct" with_hook direct not_selected
finish
