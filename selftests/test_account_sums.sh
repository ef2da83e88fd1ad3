#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The figures of a busy system add up: with each other, and buckets with them.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

# Programs that fail, wait, fork, and use both ABIs, on every CPU.
busy() {
	for _ in 1 2; do
		find /proc/self /sys/kernel -maxdepth 1 >/dev/null 2>&1 &
		"$bin/procs32" forks &
		"$bin/plain32" failures &
		"$bin/plain" naps &
		"$bin/plain" bulk 2 &
		"$bin/tool" threads &
		dd if=/dev/zero of=/dev/null bs=1 count=300 2>/dev/null &
		"$bin/plain" failures &
	done
	wait
}

# rows_that CONDITION COLUMN...: rows for which the awk condition on the
# columns, called by their names, isn't so.
rows_that() {
	condition=$1
	shift
	columns "$debugfs/syscalls" "$@" | awk -v names="$*" '
		BEGIN { n = split(names, name, " ") }
		{
			line = $1
			for (i = 1; i <= n; i++) {
				v[name[i]] = $(i + 1)
				line = line " " name[i] "=" $(i + 1)
			}
			if (!('"$condition"'))
				print "not so: " line
		}'
}

each_row() {
	bad=$(rows_that "$@")
	[ ! "$bad" ] || fail "$bad"
}

# No sums are right by having nothing to add up.
worked() {
	columns "$debugfs/syscalls" returned errors slept >"$tmp/rows"
	awk '
		{ calls += $2; errors += $3; slept += $4 }
		/^ia32:/ { calls32 += $2; errors32 += $3 }
		END { print calls + 0, errors + 0, slept + 0, calls32 + 0, errors32 + 0 }' "$tmp/rows" >"$tmp/n"
	read -r returned errors slept returned32 errors32 <"$tmp/n"
	note "$returned calls came back, $errors failed, $slept slept; of ia32 $returned32, $errors32 failed"
	for n in "$returned" "$errors" "$slept" "$returned32" "$errors32"; do
		[ "$n" -gt 0 ] || { fail "one of these is missing: $(cat "$tmp/rows")"; break; }
	done
	for file in latency errors; do
		columns "$debugfs/$file" count >"$tmp/rows"
		[ -s "$tmp/rows" ] || fail "there is no row in $file"
	done
}

counts() {
	each_row 'v["calls"] >= v["returned"]' calls returned
	each_row 'v["returned"] >= v["errors"] + v["restarted"]' returned errors restarted
	each_row 'v["returned"] >= v["slept"] + v["preempted"]' returned slept preempted
}

durations() {
	each_row 'v["wall_min"] <= v["p50"] && v["p50"] <= v["p99"] && v["p99"] <= v["p999"] && v["p999"] <= v["wall_max"]' \
		wall_min p50 p99 p999 wall_max
	each_row 'v["oncpu_ticks"] <= v["wall_ticks"] && v["slept_ticks"] <= v["wall_ticks"]' \
		oncpu_ticks slept_ticks wall_ticks
	each_row 'v["wall_ticks"] <= v["returned"] * v["wall_max"] && v["wall_ticks"] >= v["returned"] * v["wall_min"]' \
		wall_ticks returned wall_min wall_max
	each_row 'v["slept"] || !v["slept_ticks"]' slept slept_ticks
	each_row 'v["slept"] || v["preempted"] || v["oncpu_ticks"] == v["wall_ticks"]' \
		slept preempted oncpu_ticks wall_ticks
}

# buckets CLASS COLUMNS WANTED: their sum for each syscall, and their edges.
# buckets HOOK CLASS
buckets() {
	columns "$debugfs/latency" class from to count | awk -v class="$2" '
		$2 == class { sum[$1] += $5 }
		END { for (row in sum) print row, sum[row] }' | sort >"$tmp/sums"
	columns "$debugfs/syscalls" returned slept | awk -v class="$2" '
		{ n = class == "slept" ? $3 : $2 - $3 }
		n { print $1, n }' | sort >"$tmp/wanted"
	diff "$tmp/wanted" "$tmp/sums" >"$tmp/diff" || fail "$(cat "$tmp/diff")"
	columns "$debugfs/latency" class from to count | awk -v class="$2" '
		$2 != class { next }
		$1 == row && $3 < end { print "overlaps: " $0 }
		$4 != "-" && $4 <= $3 { print "empty: " $0 }
		class == "ran" && $3 >= 16 && $4 != "-" && ($4 - $3) * 8 > $3 { print "wide: " $0 }
		{ row = $1; end = $4 }' >"$tmp/odd"
	[ ! -s "$tmp/odd" ] || fail "$(cat "$tmp/odd")"
}

# The extremes lie in the outermost buckets.
extremes() {
	{
		columns "$debugfs/syscalls" wall_min wall_max returned | awk '$4 { print "row", $1, $2, $3 }'
		columns "$debugfs/latency" from to | sed 's/^/bucket /'
	} | awk '
		$1 == "row" { least[$2] = $3; most[$2] = $4; next }
		{
			low[$2] = low[$2] || (least[$2] >= $3 && ($4 == "-" || least[$2] < $4))
			high[$2] = high[$2] || (most[$2] >= $3 && ($4 == "-" || most[$2] < $4))
			if (($4 != "-" && $4 <= least[$2]) || $3 > most[$2])
				print "outside: " $0
		}
		END {
			for (row in least)
				if (!low[row] || !high[row])
					print "an extreme is in no bucket: " row
		}' >"$tmp/odd"
	[ ! -s "$tmp/odd" ] || fail "$(cat "$tmp/odd")"
}

errnos() {
	{
		columns "$debugfs/syscalls" errors | sed 's/^/row /'
		columns "$debugfs/errors" count | sed 's/^/errno /'
	} | awk '
		$1 == "row" { wanted[$2] = $3; next }
		{ sum[$2] += $3 }
		END {
			for (row in wanted)
				if (wanted[row] != sum[row] + 0)
					print row, "errors", wanted[row], "errnos", sum[row] + 0
		}' >"$tmp/odd"
	[ ! -s "$tmp/odd" ] || fail "$(cat "$tmp/odd")"
}

# Of those that come back at all.
inside() {
	never=$(columns "$debugfs/syscalls" calls | awk '/:exit(_group)? / { n += $2 } END { print n + 0 }')
	left=$(columns "$debugfs/syscalls" calls returned | awk '{ n += $2 - $3 } END { print n }')
	of_status=$(status_of inside)
	is "inside" $((left - never)) "$of_status"
	case $1 in
	tracepoint) ;;
	*) is "counter inside" "$of_status normal" "$(counter inside)" ;;
	esac
}

plan_hooks 8
module_load
for hook in $hooks; do
	if [ -z "$(hook_why_not "$hook")" ]; then
		exec 3<>"$control"
		echo "start hook=$hook $(widest "$hook")" >&3 || bail_out "cannot start"
		busy
		echo stop >&3
		exec 3>&-
	fi
	check "there is what to add up, $hook" with_hook "$hook" worked
	check "counts, $hook" with_hook "$hook" counts
	check "times, $hook" with_hook "$hook" durations
	check "buckets of calls that ran, $hook" with_hook "$hook" buckets ran
	check "buckets of calls that slept, $hook" with_hook "$hook" buckets slept
	check "extremes, $hook" with_hook "$hook" extremes
	check "errnos, $hook" with_hook "$hook" errnos
	check "calls that are inside, $hook" with_hook "$hook" inside
done
finish
