#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# How often the vDSO's time data is rewritten, and why, is counted while a
# session asks for it, and the books balance.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

vdso=$debugfs/vdso

n() { awk -v what="$1" '$1 == what { print $2 }' "$vdso"; }
says() { sed -n "s/^# $1: //p" "$vdso"; }

# in_buckets WHAT: of its histogram, together.
in_buckets() { awk -v what="$1[" 'index($1, what) == 1 { sum += $2 } END { print sum + 0 }' "$vdso"; }

# busy SECONDS: of CPU time, without a process more.
busy() {
	until_then=$(($(seconds) + $1))
	while [ "$(seconds)" -lt $until_then ]; do :; done
}

# during COMMAND...: a session that asks, as long as it runs.
during() {
	is "start" ok "$(ctl "start ${words:-pid=$$} persist vdso")"
	"$@" || fail "$*: exit status $?"
	is "stop" ok "$(ctl stop)"
}

# Nothing is lost, or it is said; a rewrite has one cause, one interval, one
# time that it took if the probe saw it, and comes with a tick or for a cause.
balanced() {
	[ "$(n updates)" -gt 0 ] || fail "none was seen: $(cat "$vdso")"
	is "hits and misses" "$(n updates)" $(($(n hits) + $(n missed)))
	is "causes" "$(n updates)" $(($(n by_tick) + $(n by_set) + $(n by_other)))
	is "intervals" "$(n updates)" $((1 + $(in_buckets interval)))
	is "times" "$(n hits)" "$(in_buckets write)"
	[ "$(n by_tick)" -le $(($(n ticks) + 1)) ] || fail "$(n by_tick) rewrites in $(n ticks) ticks"
}

none_unless_asked() {
	grep -q '^# counted: no' "$vdso" || fail "$(tail -n 2 "$vdso")"
	during "$bin/plain" getppid 1
	is "start" ok "$(ctl "start pid=$$ persist")"
	is "stop" ok "$(ctl stop)"
	grep -q '^# counted: no' "$vdso" || fail "$(tail -n 2 "$vdso")"
	is "rows" 1 "$(grep -vc '^#' "$vdso")"
}

while_busy() {
	during busy 3
	note "$(n updates) rewrites in $(n ticks) ticks at $(says hz) HZ"
	balanced
	is "clocksource" "$(cat /sys/devices/system/clocksource/clocksource0/current_clocksource)" "$(says clocksource)"
	case $("$bin/cost" | awk '$1 == "nops" { print $2 }') in
	10[0-9][0-9]) ;;
	*) return ;;
	esac
	# Nothing takes the CPU away: each tick rewrites.
	[ $(($(n by_tick) * 100)) -ge $(($(n ticks) * 98)) ] || fail "$(n by_tick) in $(n ticks) ticks"
}

# While every syscall goes by a probe of its own.
while_all_is_probed() {
	words="hook=$1 all"
	during busy_with_calls
	words=''
	balanced
}
busy_with_calls() { for _ in 1 2 3 4 5; do "$bin/procs" forks && "$bin/plain" getppid 2000; done >/dev/null; }

while_idle() {
	during sleep 3
	note "$(n updates) rewrites in $(n ticks) ticks"
	balanced
	grep -qw 'nohz=off' /proc/cmdline && return
	[ "$(n by_tick)" -lt $(($(n ticks) * 9 / 10)) ] || fail "as many as there are ticks"
}

sets() { for _ in 1 2 3; do "$bin/tool" clockset || return; done; busy 1; }
clock_sets() {
	during sets
	balanced
	is "by clock sets" 3 "$(n by_set)"
}

zone() {
	during "$bin/tool" timezone
	is "time zones" 1 "$(n time_zone)"
}

# The probe's own part is known, and taken off.
takes_time() {
	during busy 1
	awk '$1 == "write" && $2 > 0 && $3 <= $5 && $5 <= $6 && $6 <= $7 && $8 != "-" && ($10 == $5 - $8 || $10 == "<" $9) { found = 1 } END { exit !found }' "$vdso" ||
		fail "$(grep '^write ' "$vdso")"
}

starts_again() {
	is "start" ok "$(ctl "start pid=$$ persist vdso")"
	busy 2
	before=$(n updates)
	is "reset" ok "$(ctl reset)"
	busy 1
	is "stop" ok "$(ctl stop)"
	balanced
	[ "$(n updates)" -lt "$before" ] || [ "$before" -lt 10 ] || fail "$before before the reset, $(n updates) after"
	cat "$vdso" >"$tmp/stopped"
	busy 1
	diff "$tmp/stopped" "$vdso" >"$tmp/diff" || fail "goes on after the stop: $(cat "$tmp/diff")"
}

# Whoever reads while the other CPU rewrites sees a rewrite whole or not at all.
read_meanwhile() {
	reads=0
	began=$(seconds)
	is "start" ok "$(ctl "start pid=$$ persist vdso")"
	while [ $reads -lt 50 ] || [ $(($(seconds) - began)) -lt 3 ]; do
		reads=$((reads + 1))
		cat "$vdso" >"$tmp/read"
		awk '{ n[$1] = $2 }
			/^interval\[/ { intervals += $2 }
			/^write\[/ { writes += $2 }
			END { exit n["updates"] && !(n["updates"] == n["hits"] + n["missed"] &&
				n["updates"] == 1 + intervals && n["hits"] == writes) }' "$tmp/read" ||
			fail "torn: $(cat "$tmp/read")"
		! has_failed || break
	done
	is "stop" ok "$(ctl stop)"
	note "read $reads times in $(n updates) rewrites"
}

# Nothing is lost by that, and it shows.
switched_off() {
	file=/sys/kernel/debug/kprobes/enabled
	if [ ! -w $file ]; then
		skip "there is no $file"
		return
	fi
	undo="echo 1 >$file"
	is "start" ok "$(ctl "start pid=$$ persist vdso")"
	echo 0 >$file
	busy 1
	eval "$undo"
	undo=:
	is "stop" ok "$(ctl stop)"
	balanced
	[ "$(n missed)" -gt 0 ] || fail "none was missed: $(cat "$vdso")"
	is "registrations" 0 "$(n registrations)"
}

by_program() {
	reader vdso --watch 0.5 --duration 1.8 >"$tmp/out" || fail "the reader fails: $(cat "$tmp/out")"
	sed '/^#/d' "$tmp/out" | sed 1d >"$tmp/lines"
	is "lines" 3 "$(wc -l <"$tmp/lines")"
	# None may be quicker than ticks come, and clocks are set.
	awk '$4 > $3 + 1 { print }' "$tmp/lines" >"$tmp/odd"
	[ ! -s "$tmp/odd" ] || fail "$(cat "$tmp/odd")"
	awk '{ n += $4 } END { exit !n }' "$tmp/lines" || fail "nothing was rewritten: $(cat "$tmp/lines")"
	is "state" off "$(control_says state)"
}

refused() {
	for line in "start vdso vdso" "start vdso=1" "start vdsox" "start segments=64:110 vdso"; do
		is "$line" EINVAL "$(ctl "$line")"
	done
	is "state" off "$(control_says state)"
}

plan $(($(echo "$hooks" | wc -w) + 11))
module_load
# The kernel may change its clocksource in the first seconds.
sleep 2
check "not unless it is asked for" none_unless_asked
check "while the CPU is busy" while_busy
per_hook "while all calls are probed" while_all_is_probed
check "while the CPU is idle" while_idle
check "the clock is set" clock_sets
check "the time zone is set" zone
check "what one takes" takes_time
check "a reset, and a stop" starts_again
check "each read sees whole rewrites" read_meanwhile
check "probes are switched off in the middle" switched_off
check "the reader watches" by_program
check "refuses what it does not understand" refused
finish
