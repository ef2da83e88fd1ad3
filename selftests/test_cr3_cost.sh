#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# timeout: 3000
#
# What writing CR3 costs is measured when asked, on each CPU, only what this
# machine can do, and leaves nothing behind. A thousand times with --long.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

times=25
[ -z "${LONG:-}" ] || times=1000
cost=$debugfs/cr3_cost

rows() { sed '/^#/d' "$cost" | sed 1d; }

# of OPERATION COLUMN: on the first CPU.
of() {
	awk -v name="$1" -v column="$2" '
		/^#/ { next }
		!at { for (i = 1; i <= NF; i++) if ($i == column) at = i; next }
		$1 == name { print $at; exit }' "$cost"
}

skipped() { sed -n "s/^# skipped $1: //p" "$cost"; }

measure() { is "measure cr3" ok "$(ctl "measure cr3")"; }

online() { awk '/^processor/ { print $3 }' /proc/cpuinfo | sort -n | tr '\n' ' '; }
cpus() { rows | cut -d ' ' -f 2 | sort -nu | tr '\n' ' '; }

# Neither loading nor reading measures.
only_when_asked() {
	cat "$debugfs"/* >/dev/null 2>&1
	grep -q '^# measured: never' "$cost" || fail "$(grep '^# measured' "$cost")"
	is "rows" 0 "$(rows | wc -l)"
}

on_each_cpu() {
	measure
	is "CPUs" "$(online)" "$(cpus)"
	# What takes long may take too long on one of them.
	is "operations of each" 1 "$(rows | awk '$1 !~ /_/ || $1 ~ /flush/ { n[$2]++ } END { for (c in n) print n[c] }' | sort -u | wc -l)"
	rows | awk '
		$3 != 1024 || $4 > $5 || $5 > $6 || $6 > $7 || $7 > $8 { print; next }
		$9 == "-" { next }
		$11 ~ /^</ { if ($6 >= $9 + $10 || $11 != "<" $10) print; next }
		$11 != $6 - $9 || $11 < $10 { print }' >"$tmp/odd"
	[ ! -s "$tmp/odd" ] || fail "$(cat "$tmp/odd")"
}

# Of an emulated CPU whose host is busy a single sample may take that long, or
# seem to, as its TSC's rate was measured wrong. Not where a tick is an instruction.
too_long='one sample would keep interrupts off for too long'
may_be_too_long() {
	[ "$(skipped "$1")" = "$too_long" ] || return
	case $("$bin/cost" | awk '$1 == "nops" { print $2 }') in
	10[0-9][0-9]) return 1 ;;
	esac
	note "$1: $too_long"
}

# able OPERATION YES REASON: measured, or left out for that reason.
able() {
	! may_be_too_long "$1" || return 0
	if [ "$2" = 1 ]; then
		is "$1 left out" "" "$(skipped "$1")"
		is "n of $1" 1024 "$(of "$1" n)"
	else
		is "$1 left out" "$3" "$(skipped "$1")"
		is "n of $1" "" "$(of "$1" n)"
	fi
}

what_the_cpu_can() {
	pcide=$(sed -n 's/^cr4_pcide //p' "$debugfs/cr3")
	invpcid=$(sed -n 's/^cpu_has_invpcid //p' "$debugfs/cr3")
	for name in clock write_flush switch_flush invlpg touch_1 refill_1; do
		able "$name" 1
	done
	for name in write_noflush switch_noflush; do
		able "$name" "$pcide" "CR4.PCIDE is off"
	done
	for name in invpcid_all invpcid_all_global; do
		able "$name" "$invpcid" "the CPU has no INVPCID"
	done
	why="CR4.PCIDE is off"
	[ "$invpcid" = 1 ] || why="the CPU has no INVPCID"
	for name in invpcid_address invpcid_context; do
		able "$name" $((pcide & invpcid)) "$why"
	done
}

# A flush can't make what comes after it quicker; writing costs something.
orders() {
	may_be_too_long write_flush || [ "$(of write_flush median)" -gt "$(of clock median)" ] || fail "writing costs nothing: $(rows)"
	for n in 1 8 32 128; do
		[ "$(of refill_$n median)" ] || continue
		[ "$(of refill_$n median)" -ge "$(of touch_$n median)" ] || fail "$n pages: $(rows)"
	done
	before=0
	for n in 1 8 32 128; do
		[ "$(of touch_$n median)" ] || continue
		[ "$(of touch_$n median)" -gt "$before" ] || fail "$n pages: $(rows)"
		before=$(of touch_$n median)
	done
}

# Where a tick is an instruction, the same every time.
exact() {
	case $("$bin/cost" | awk '$1 == "nops" { print $2 }') in
	10[0-9][0-9]) ;;
	*) skip "a tick is no instruction here"; return ;;
	esac
	rows | cut -d ' ' -f 1,6 >"$tmp/first"
	for again in second third; do
		measure
		rows | cut -d ' ' -f 1,6 >"$tmp/again"
		diff "$tmp/first" "$tmp/again" >"$tmp/diff" || fail "$again: $(cat "$tmp/diff")"
	done
	is "longer than may be" 0 "$(sed -n 's/^# interrupts off: .* \([0-9]*\) times longer.*/\1/p' "$cost")"
	# One instruction, and what is needed to call it; the rest is a stamp.
	for name in write_flush invlpg; do
		corrected=$(of $name corrected)
		[ "${corrected#<}" -le 12 ] || fail "$name: $corrected"
	done
}

busy() {
	is "start" ok "$(ctl "start pid=$$ persist")"
	rows >"$tmp/before"
	is "measure" EBUSY "$(ctl "measure cr3")"
	rows | diff "$tmp/before" - >/dev/null || fail "the figures changed"
	is "state" counting "$(control_says state)"
	is "stop" ok "$(ctl stop)"
	measure
}

not_understood() {
	rows >"$tmp/before"
	for line in measure "measure cr4" "measure cr3 now" "measure cr3 cr3" "measurecr3" "Measure cr3"; do
		is "$line" EINVAL "$(ctl "$line")"
	done
	rows | diff "$tmp/before" - >/dev/null || fail "the figures changed"
}

offline() {
	last=/sys/devices/system/cpu/cpu1/online
	if [ ! -w $last ]; then
		skip "there is no second CPU to switch off"
		return
	fi
	others=$(online | sed 's/ 1 / /')
	undo="echo 1 >$last"
	echo 0 >$last
	measure
	is "CPUs" "$others" "$(cpus)"
	eval "$undo"
	undo=:
	measure
	is "CPUs" "$(online)" "$(cpus)"
}

# Programs that map, switch and die on all CPUs, and CPUs that are measured.
under_load() {
	(
		trap 'exit 0' TERM
		while :; do
			"$bin/procs" forks
			"$bin/plain" getppid 1000
		done >/dev/null 2>&1
	) &
	load=$!
	(
		trap 'exit 0' TERM
		while :; do :; done
	) &
	hog=$!
	renice -n 19 -p $load -p $hog >/dev/null
	round=0
	while [ $round -lt $times ] && ! has_failed; do
		measure
		round=$((round + 1))
	done
	kill $load $hog
	wait $load $hog 2>/dev/null
	note "measured $round times under load"
}

killed() {
	rows >"$tmp/before"
	for i in 1 2 3 4 5; do
		"$bin/tool" ctl "measure cr3" >/dev/null 2>&1 &
		sleep 0.0$i
		kill -KILL $! 2>/dev/null
		wait $! 2>/dev/null
	done
	is "threads left" 0 "$(cat /proc/[0-9]*/comm 2>/dev/null | grep -c sysprobe_cr3)"
	[ -s "$tmp/before" ] || fail "there were no figures"
	is "rows" "$(wc -l <"$tmp/before")" "$(rows | wc -l)"
	measure
}

by_program() {
	reader cr3 --cost >"$tmp/out" || fail "the reader fails"
	median=$(of write_flush median)
	grep -q "^  write_flush  .* $median " "$tmp/out" || fail "$(cat "$tmp/out")"
	# What is added is two of the writes that KPTI makes here.
	write=$(sed -n 's/^(\([a-z_]*\)).*/\1/p' "$tmp/out")
	wanted=switch_flush
	[ "$(sed -n 's/^cr4_pcide //p' "$debugfs/cr3")" = 0 ] || wanted=switch_noflush
	is "the write" $wanted "$write"
	is "two of them" $((2 * $(of "$write" corrected))) "$(awk '/two writes/ { on = 1 } on && $1 == 0 { print $3; exit }' "$tmp/out")"
	reader cr3 --tax --json >"$tmp/out" || fail "the reader fails"
	grep -q '"two_writes": [1-9]' "$tmp/out" || fail "$(tail "$tmp/out")"
	is "start" ok "$(ctl "start pid=$$ persist")"
	! reader cr3 --cost >"$tmp/out" 2>&1 || fail "measures what is being counted"
	grep -q "is counting" "$tmp/out" || fail "$(cat "$tmp/out")"
	is "stop" ok "$(ctl stop)"
}

# Bochs' CPU does not say what it is.
told_as_emulated() {
	if ! grep -q Bochs /sys/class/dmi/id/bios_vendor; then
		skip "this machine is not Bochs"
		return
	fi
	grep -qx '# hypervisor: Bochs' "$cost" || fail "$(grep hypervisor "$cost")"
	reader cr3 --tax >"$tmp/out" || fail "the reader fails"
	grep -q 'this CPU is emulated' "$tmp/out" || fail "$(cat "$tmp/out")"
}

plan 12
module_load
check "measures only when asked" only_when_asked
check "on each CPU, with a spread" on_each_cpu
check "what the CPU can do, or why not" what_the_cpu_can
check "writing costs something, filling too" orders
check "exactly the same again" exact
check "not while a session counts" busy
check "refuses what it does not understand" not_understood
check "a CPU that is off" offline
check "under load" under_load
check "the reader shows it, and what KPTI adds" by_program
check "an emulator is told" told_as_emulated
check "killed in the middle" killed
finish
