#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The module's trace events tell of what a session counts, one by one: no more,
# no less, with the same figures.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

# An instance of our own: nobody else's buffer is disturbed.
tracefs=/sys/kernel/debug/tracing
instance=$tracefs/instances/sysprobe_test
events=$instance/events/sysprobe

# trace EVENT: it alone, from an empty buffer on.
trace() {
	echo 0 >"$events/enable"
	echo >"$instance/trace"
	echo 1 >"$events/$1/enable"
}

# told EVENT: its lines in the buffer, from the fields on.
told() { sed -n "s/.* $1: //p" "$instance/trace"; }

# how_many EVENT: how many.
how_many() { told "$1" | wc -l; }

# of_buffer WHAT: of all CPUs.
of_buffer() { cat "$instance"/per_cpu/cpu*/stats | awk -v what="$1:" '$1 == what { sum += $2 } END { print sum + 0 }'; }

# booked: of each row of syscalls "ABI:NR returned wall off slept".
booked() {
	awk '/^#/ { next }
		!titles { titles = 1; for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["returned"] {
			printf "%s:%s %.0f %.0f %.0f %.0f\n", $1, $2, $at["returned"], $at["wall_ticks"],
				$at["wall_ticks"] - $at["oncpu_ticks"], $at["slept"]
		}' "$debugfs/syscalls" | sort
}

# summed: the same, of events.
summed() {
	told sysprobe_syscall | awk '{
		for (i = 1; i <= NF; i++) {
			n = index($i, "=")
			f[substr($i, 1, n - 1)] = substr($i, n + 1)
		}
		row = f["abi"] ":" f["nr"]
		returned[row]++
		wall[row] += f["ticks"]
		off[row] += f["off_ticks"]
		slept[row] += f["slept"] > 0
	}
	END {
		for (row in returned)
			printf "%s %.0f %.0f %.0f %.0f\n", row, returned[row], wall[row], off[row], slept[row]
	}' | sort
}

# equal: events and counts.
equal() {
	booked >"$tmp/booked"
	summed >"$tmp/summed"
	is "lost" 0 "$(of_buffer overrun)"
	[ -s "$tmp/booked" ] || fail "nothing was counted"
	diff "$tmp/booked" "$tmp/summed" >"$tmp/diff" || fail "counts (-) and events (+) differ: $(head -n 8 "$tmp/diff")"
}

off_at_first() {
	for event in syscall mm_switch vdso_update; do
		is "$event" 0 "$(cat "$tracefs/events/sysprobe/sysprobe_$event/enable")"
	done
}

# What a program that reads them needs, by name.
fields() {
	for event in "syscall:abi nr off_ticks preempted ret slept ticks" "mm_switch:flushed next_pcid prev_pcid" \
		"vdso_update:cause interval write"; do
		is "${event%%:*}" "${event#*:}" "$(sed -n '/^$/,$s/.*field:.* \([a-z_]*\);.*/\1/p' \
			"$events/sysprobe_${event%%:*}/format" | sort | xargs)"
	done
}

# Each scenario on its own: calls that wait, that fail, of two ABIs, of holes.
as_counted() {
	for scenario in "getppid 1000" naps failures "int80 7" hole; do
		trace sysprobe_syscall
		# shellcheck disable=SC2086 # words
		under "$1" plain $scenario
		equal
	done
	trace sysprobe_syscall
	under "$1" procs forks
	equal
	note "$(how_many sysprobe_syscall) events of $1 in the last of them"
}

results() {
	trace sysprobe_syscall
	under "$1" plain failures
	close=$(nr 64 close)
	is "closes" 4 "$(told sysprobe_syscall | grep -c "^abi=64 nr=$close ret=-9 ")"
	is "opens" "3 2" "$(told sysprobe_syscall | grep -c "ret=-2 ") $(told sysprobe_syscall | grep -c "ret=-21 ")"
}

only_failures() {
	trace sysprobe_syscall
	under -w errors "$1" plain failures
	equal
	is "failures" 9 "$(how_many sysprobe_syscall)"
	trace sysprobe_syscall
	under -w errors "$1" signals sigreturn
	is "none" 0 "$(how_many sysprobe_syscall)"
}

only_selected() {
	trace sysprobe_syscall
	under -w "calls=64:$(nr 64 getppid)" "$1" plain getppid 50
	equal
	is "events" 50 "$(how_many sysprobe_syscall)"
}

# The buffer is too small for them: what is gone is counted.
overrun_adds_up() {
	echo 8 >"$instance/buffer_size_kb"
	trace sysprobe_syscall
	under "$(some_hook)" plain getppid 5000
	is "events in all" "$(booked | awk '{ sum += $2 } END { print sum }')" $(($(of_buffer entries) + $(of_buffer overrun)))
	[ "$(of_buffer overrun)" -gt 0 ] || fail "nothing was lost"
	note "$(of_buffer entries) kept, $(of_buffer overrun) lost"
	echo "$size" >"$instance/buffer_size_kb"
}

# Sum of a column of "switches" over all CPUs.
switched() { awk -v event="$1" '$2 == event { sum += $3 } END { print sum + 0 }' "$debugfs/switches"; }

mm_switches() {
	trace sysprobe_mm_switch
	is "start" ok "$(ctl "start pid=$$ persist switches")"
	"$bin/tool" pingpong processes 300
	is "stop" ok "$(ctl stop)"
	told sysprobe_mm_switch >"$tmp/told"
	note "$(wc -l <"$tmp/told") switches, $(grep -c 'flushed=1' "$tmp/told") flushed"
	is "lost" 0 "$(of_buffer overrun)"
	[ "$(wc -l <"$tmp/told")" -ge 600 ] || fail "too few"
	is "flushed" "$(switched mm_switch_flushed)" "$(grep -c 'flushed=1$' "$tmp/told")"
	is "kept" "$(switched mm_switch_kept)" "$(grep -c 'flushed=0$' "$tmp/told")"
}

# On each CPU, where one ends the next begins; no PCIDs, no figure but 0.
pcids() {
	awk '/ sysprobe_mm_switch: / {
		match($0, /\[[0-9]+\]/)
		cpu = substr($0, RSTART, RLENGTH)
		for (i = 1; i <= NF; i++) {
			if (sub(/^prev_pcid=/, "", $i)) prev = $i
			if (sub(/^next_pcid=/, "", $i)) next_one = $i
		}
		if (cpu in at && at[cpu] != prev) broken++
		at[cpu] = next_one
		if (!(next_one in seen)) list = list " " next_one
		seen[next_one] = 1
	} END { print broken + 0, list }' "$instance/trace" >"$tmp/pcids"
	read -r broken list <"$tmp/pcids"
	note "PCIDs seen: $list"
	is "breaks in the chain" 0 "$broken"
	if [ "$(sed -n 's/^cr4_pcide //p' "$debugfs/cr3")" = 1 ]; then
		[ "$(echo "$list" | wc -w)" -gt 1 ] || fail "one PCID for all"
	else
		is "without PCIDs" 0 "$list"
	fi
}

n() { awk -v what="$1" '$1 == what { print $2 }' "$debugfs/vdso"; }

vdso_updates() {
	trace sysprobe_vdso_update
	is "start" ok "$(ctl "start pid=$$ persist vdso")"
	until_then=$(($(seconds) + 2))
	while [ "$(seconds)" -lt $until_then ]; do :; done
	is "stop" ok "$(ctl stop)"
	told sysprobe_vdso_update >"$tmp/told"
	note "$(n updates) updates"
	is "lost, not told" "0 0" "$(of_buffer overrun) $(n not_traced)"
	is "events" "$(n updates)" "$(wc -l <"$tmp/told")"
	for cause in tick set other; do
		is "by $cause" "$(n by_$cause)" "$(grep -c "^cause=$cause " "$tmp/told")"
	done
	is "timed" "$(n hits)" "$(grep -vc ' write=0$' "$tmp/told")"
	is "without an interval" 1 "$(grep -c ' interval=0 ' "$tmp/told")"
}

# An event without a session that counts it never fires.
silent_otherwise() {
	echo 0 >"$events/enable"
	echo >"$instance/trace"
	echo 1 >"$events/enable"
	"$bin/plain" getppid 100
	under "$(some_hook)" plain getppid 100
	"$bin/plain" getppid 100
	is "of calls" "$(booked | awk '{ sum += $2 } END { print sum }')" "$(how_many sysprobe_syscall)"
	is "of what wasn't asked for" "0 0" "$(how_many sysprobe_mm_switch) $(how_many sysprobe_vdso_update)"
}

unload_while_on() {
	echo 1 >"$events/enable"
	module_unload
	[ ! -e "$events" ] || fail "the events are still there"
	module_load
	is "enabled" 0 "$(cat "$events/enable")"
}

[ -d "$tracefs/instances" ] || skip_all "this kernel's tracefs has no instances"
plan $((8 + 2 * 4))
module_load
mkdir "$instance" || bail_out "no instance can be made"
undo="rmdir $instance"
echo 4096 >"$instance/buffer_size_kb"
size=4096
check "off until they are enabled" off_at_first
check "fields" fields
per_hook "as many as are counted, with the same figures" as_counted
per_hook "results" results
per_hook "failures only" only_failures
per_hook "selected calls only" only_selected
check "what a full buffer loses adds up" overrun_adds_up
check "switches of address spaces" mm_switches
check "PCIDs follow on each other" pcids
check "rewrites of the vDSO's data" vdso_updates
check "none but what a session counts" silent_otherwise
check "unload while they are enabled" unload_while_on
finish
