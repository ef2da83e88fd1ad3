#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The snapshot is well formed and says what the text files say; so does the
# reader.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

snapshot() { "$bin/tool" snapshot "$debugfs/snapshot" "$1"; }

# text FILE COLUMN...: numbers instead of names, columns as in the snapshot.
text() {
	file=$1
	shift
	awk -v wanted="$*" '
		/^#/ { next }
		!n {
			n = split(wanted, want, " ")
			for (i = 1; i <= NF; i++)
				at[$i] = i
		}
		{
			line = $at[want[1]]
			for (i = 2; i <= n; i++)
				line = line " " $at[want[i]]
			print line
		}' "$debugfs/$file"
}

same() {
	diff "$tmp/text" "$tmp/snapshot" >"$tmp/diff" || fail "$1: $(head -n 6 "$tmp/diff")"
}

well_formed() {
	for when in before during after; do
		[ $when != during ] || echo "start hook=$1" >&3
		[ $when != after ] || echo stop >&3
		find /proc -maxdepth 1 >/dev/null
		snapshot header >"$tmp/header" || fail "$when: $(cat "$tmp/header")"
		case $when in
		during) running=1 ;;
		*) running=0 ;;
		esac
		is "running $when" $running "$(sed -n 's/^running //p' "$tmp/header")"
		is "session $when" "$(control_says session)" "$(sed -n 's/^session //p' "$tmp/header")"
		is "generation $when" "$(control_says generation)" "$(sed -n 's/^generation //p' "$tmp/header")"
	done
}

counted() {
	exec 3<>"$control"
	well_formed "$1"
	exec 3>&-
}

same_tables() {
	set -- abi nr calls returned errors restarted slept preempted wall_ticks \
		wall_min wall_max oncpu_ticks slept_ticks result_sum
	text syscalls "$@" >"$tmp/text"
	snapshot syscalls >"$tmp/snapshot"
	[ "$(wc -l <"$tmp/snapshot")" -gt 5 ] || fail "hardly anything was counted"
	same syscalls
	text latency abi nr class from to count >"$tmp/text"
	snapshot latency >"$tmp/snapshot"
	same latency
	text errors abi nr error count | sed 's/^- - other/- - other/' >"$tmp/text"
	snapshot errors >"$tmp/snapshot"
	same errors
	text overhead name n min median p99 max baseline inside >"$tmp/text"
	snapshot overhead >"$tmp/snapshot"
	same overhead
}

same_counters() {
	sed -n 's/^counter //p' "$debugfs/status" >"$tmp/text"
	snapshot counters >"$tmp/snapshot"
	same counters
	for name in turned_away pool_missed recursion_missed unmatched_returns \
		records_missed tables_missed negative_times wrapped_buckets \
		torn_reads errnos_missed begun_before child_returns unfinished inside; do
		grep -q "^$name " "$tmp/snapshot" || fail "there is no counter $name"
	done
}

# The clock's line says how long ago; the rest stays.
same_conditions() {
	sed -n 's/^# //p' "$debugfs/syscalls" | sed 1d | grep -v '^clock\|^counters' >"$tmp/text"
	snapshot conditions | grep -v '^clock' >"$tmp/snapshot"
	[ -s "$tmp/snapshot" ] || fail "there are none"
	same conditions
}

in_pieces() {
	dd if="$debugfs/snapshot" of="$tmp/pieces" bs=13 2>/dev/null
	"$bin/tool" snapshot "$tmp/pieces" syscalls >"$tmp/text" || fail "$(cat "$tmp/text")"
	snapshot syscalls >"$tmp/snapshot"
	same "in pieces"
}

same_reader() {
	reader stat --last --csv --unit ticks >"$tmp/csv" || fail "the reader failed"
	tr -d '\r' <"$tmp/csv" | awk -F, 'NR > 1 { print $2, $3, $5, $6, $7, $8, $9, $10, $NF }' | sort >"$tmp/snapshot"
	text syscalls abi nr calls returned errors restarted slept preempted result_sum | sed 1d | sort >"$tmp/text"
	same "the reader"
}

plan_hooks 6
module_load
for hook in $hooks; do
	check "well formed, $hook" with_hook "$hook" counted
	check "the same tables, $hook" with_hook "$hook" same_tables
	check "the same counters, $hook" with_hook "$hook" same_counters
	check "the same conditions, $hook" with_hook "$hook" same_conditions
	check "read in pieces, $hook" with_hook "$hook" in_pieces
	check "the reader says the same, $hook" with_hook "$hook" same_reader
done
finish
