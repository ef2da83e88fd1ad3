#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The files that a loaded module offers: their modes, their first line, and
# that looking at them changes nothing.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

texts='status syscalls latency errors table overhead cr3 pagetables cr3_cost switches vdso entry rings'

modes() {
	(cd "$debugfs" && stat -c '%a %n' ./*) >"$tmp/modes"
	(cd /proc/sysprobe && stat -c '%a %n' ./*) >>"$tmp/modes"
	cat >"$tmp/wanted" <<-END
		600 ./control
		400 ./cr3
		400 ./cr3_cost
		400 ./entry
		400 ./errors
		400 ./latency
		400 ./overhead
		400 ./pagetables
		400 ./rings
		400 ./snapshot
		400 ./status
		400 ./switches
		400 ./syscalls
		400 ./table
		400 ./vdso
		600 ./control
		400 ./summary
	END
	diff "$tmp/wanted" "$tmp/modes" >"$tmp/diff" || fail "$(cat "$tmp/diff")"
}

# has_counters PATH: those of status, all of them, with the same flags.
has_counters() {
	sed -n 's/^counter \([a-z_]*\) [0-9]*/\1/p' "$debugfs/status" >"$tmp/all"
	sed -n 's/^# counters: //p' "$1" | tr ',' '\n' |
		sed 's/^ *\([a-z_]*\) [0-9]*/\1/' >"$tmp/here"
	grep -q . "$tmp/all" || fail "status has no counters"
	diff "$tmp/all" "$tmp/here" >"$tmp/diff" ||
		fail "counters of $1: $(cat "$tmp/diff")"
}

# well_formed FILE: a schema line, conditions, and as many fields in each row
# as there are titles.
well_formed() {
	awk -v name="$1" '
		NR == 1 && $0 != "# sysprobe " name " schema 1" { print "first line: " $0 }
		/^# [a-z ]*: ./ { sub(/^# /, ""); sub(/:.*/, ""); there[$0]; next }
		/^#/ { next }
		name == "status" || name == "cr3" { next }
		!titles { titles = NF; next }
		NF != titles && !odd++ { print "a row unlike its titles: " $0 }
		END {
			n = split("kernel cpu hypervisor clock kpti mitigations hook session", key, " ")
			for (i = 1; i <= n; i++)
				if (!(key[i] in there))
					print "no condition " key[i]
		}' "$debugfs/$1" >"$tmp/odd"
	[ ! -s "$tmp/odd" ] || fail "$1: $(cat "$tmp/odd")"
	case $1 in
	syscalls | latency | errors) has_counters "$debugfs/$1" ;;
	esac
}

all_well_formed() {
	for text in $texts; do
		well_formed "$text"
	done
	[ -z "${1:-}" ] || is "its own calls" 5 "$(figure 64:getppid calls)"
}

after_a_session() {
	under "$1" plain getppid
	all_well_formed counted
}

whole_table() {
	for abi in 64 ia32 x32; do
		awk -v abi=$abi '!/^#/ && $1 == abi { if ($2 != n++) exit 1 }
			END { if (n < 300) exit 1 }' "$debugfs/table" ||
			fail "the $abi numbers aren't all there"
	done
	# A few that have been the same since there was this architecture.
	for row in "64 0 sys_read" "64 39 sys_getpid" "64 400 sys_ni_syscall" "ia32 3 sys_read"; do
		grep -qxF "$row" "$debugfs/table" || fail "no row $row"
	done
}

one_page() {
	for command in "start persist" stop; do
		is "$command" ok "$(ctl "$command")"
		find /proc -maxdepth 2 >/dev/null 2>&1
		[ "$(wc -c </proc/sysprobe/summary)" -le 4096 ] ||
			fail "$(wc -c </proc/sysprobe/summary) bytes"
		is "first line" "# sysprobe summary schema 1" "$(head -n 1 /proc/sysprobe/summary)"
		has_counters /proc/sysprobe/summary
	done
}

# Looked at whole, in pieces, from the middle, and not at all.
unchanged() {
	is "start" ok "$(ctl "start pid=$$ persist")"
	before=$(cat "$control")
	for file in "$debugfs"/* /proc/sysprobe/*; do
		cat "$file" >/dev/null || fail "cannot read $file"
		dd if="$file" of=/dev/null bs=7 count=20 2>/dev/null
		dd if="$file" of=/dev/null bs=1 skip=100 count=1 2>/dev/null
		: <"$file"
	done
	is "control" "$before" "$(cat "$control")"
	is "stop" ok "$(ctl stop)"
}

not_written() {
	for file in "$debugfs"/*; do
		[ "${file##*/}" != control ] || continue
		# Root may open it, the file can't be written all the same.
		if echo x 2>/dev/null >"$file"; then
			fail "$file can be written"
		fi
	done
	if echo x 2>/dev/null >/proc/sysprobe/summary; then
		fail "summary can be written"
	fi
}

plan 8
module_load
check "modes" modes
check "tables before the first session" all_well_formed
check "tables after a session of the kretprobe" with_hook kretprobe after_a_session
check "tables after a session of the tracepoint" with_hook tracepoint after_a_session
check "the table of numbers is whole" whole_table
check "the summary is a page" one_page
check "looking changes nothing" unchanged
check "what is read can't be written" not_written
finish
