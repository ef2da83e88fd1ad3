#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# timeout: 600
#
# report gathers what there is, says why the rest is missing, and diff reads
# what it has written.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

# sections FILE: the keys at its top.
sections() { sed -n 's/^ "\([a-z0-9_]*\)": .*/\1/p' "$1" | sort | tr '\n' ' '; }

# skipped FILE SECTION: its reason, if it has one.
skipped() {
	awk -v section="\"$2\":" '
		/^ "/ { inside = $1 == section }
		inside && /^  "skipped": / { sub(/^[^:]*: /, ""); print }' "$1"
}

# of_call FILE NAME KEY: a number of that syscall.
of_call() {
	awk -v name="\"$2\"," -v key="\"$3\":" '
		/^ "/ { inside = /"syscalls"/ }
		inside && /^   "name": / { found = $2 == name }
		inside && found && $1 == key { print $2 + 0; exit }' "$1"
}

# of_rewrites FILE KEY: a number of that section.
of_rewrites() {
	awk -v key="\"$2\":" '
		/^ "/ { inside = $1 == "\"vdso_rewrites\":" }
		inside && $1 == key { print $2 + 0; exit }' "$1"
}

everything() {
	reader report --json "$tmp/json" -- "$bin/plain" getppid || fail "it failed"
	is "sections" "conditions cost counters cr3 cr3_cost entry errors overhead rings schema session syscalls vdso vdso_rewrites " \
		"$(sections "$tmp/json")"
	for section in session entry cr3 rings; do
		is "why $section is skipped" "" "$(skipped "$tmp/json" $section)"
	done
	is "getppid" 5 "$(of_call "$tmp/json" getppid calls)"
	is "execve" 1 "$(of_call "$tmp/json" execve calls)"
	grep -q '"method": "syscall"' "$tmp/json" || fail "no method"
	grep -q '"page": "kernel_text"' "$tmp/json" || fail "no page"
	grep -q '"register": "CR4"' "$tmp/json" || fail "no register"
	is "why vdso_rewrites is skipped" "" "$(skipped "$tmp/json" vdso_rewrites)"
	rewrites=$(of_rewrites "$tmp/json" updates)
	[ "$rewrites" -gt 0 ] || fail "$rewrites rewrites in a busy second"
	[ "$rewrites" -le $(($(of_rewrites "$tmp/json" ticks) + $(of_rewrites "$tmp/json" by_set) + 2)) ] ||
		fail "$rewrites rewrites, more than there were ticks"
	is "files beside it" json "$(cd "$tmp" && echo json*)"
	is "state" off "$(control_says state)"
}

# The report of everything.
like_itself() {
	reader diff "$tmp/json" "$tmp/json" >"$tmp/out" || fail "status $?"
	grep -q '^  (none)$' "$tmp/out" || fail "conditions differ"
	grep -q ', 0 got worse and 0 better' "$tmp/out" || fail "$(tail -n 4 "$tmp/out")"
	cp "$tmp/json" "$tmp/copy"
	reader diff --json "$tmp/json" - <"$tmp/copy" >"$tmp/diff" || fail "status $?"
	is "verdicts but same" "" "$(grep '"verdict"' "$tmp/diff" | grep -v '"same"')"
	is "what only one has" "" "$(grep -A 1 '"only_[ab]": \[' "$tmp/diff" | grep label)"
	grep -q '"verdict": "same"' "$tmp/diff" || fail "no figure"
}

# After the report of last_session, whose last session entry's was, too. But for
# that, which is that of another thread each time.
like_the_next() {
	mv "$tmp/json" "$tmp/copy"
	reader report --json "$tmp/json" || fail "it failed"
	reader diff --only vdso_rewrites "$tmp/json" "$tmp/copy" >"$tmp/out"
	is "conditions that differ" command "$(sed -n '/^conditions/,/^$/s/^  \([^ ].*\)$/\1/p' "$tmp/out")"
	grep -q '^  interval .* ticks' "$tmp/out" || fail "no interval: $(cat "$tmp/out")"
	grep -q '^  write .* ticks' "$tmp/out" || fail "no write: $(cat "$tmp/out")"
}

# The figures of the session before are taken before entry gives them up.
last_session() {
	"$bin/tool" under "$(some_hook)" "$bin/plain" getppid || fail "cannot count"
	reader report --json "$tmp/json" || fail "it failed"
	is "getppid" 5 "$(of_call "$tmp/json" getppid calls)"
	reader report --json "$tmp/json" || fail "it failed"
	is "getppid after entry's own session" "" "$(of_call "$tmp/json" getppid calls)"
	is "why entry is skipped" "" "$(skipped "$tmp/json" entry)"
}

# Somebody else's session stays as it is; what needs none is there.
busy() {
	exec 3<>"$control"
	echo start >&3 || fail "cannot start"
	before=$(cat "$control")
	reader report --json "$tmp/json" || fail "it failed"
	case $(skipped "$tmp/json" entry) in
	*"process $$ is counting"*) ;;
	*) fail "entry: $(skipped "$tmp/json" entry)" ;;
	esac
	for section in session cr3 rings; do
		is "why $section is skipped" "" "$(skipped "$tmp/json" $section)"
	done
	case $(skipped "$tmp/json" vdso_rewrites) in
	*"process $$ is counting"*) ;;
	*) fail "vdso_rewrites: $(skipped "$tmp/json" vdso_rewrites)" ;;
	esac
	reader report >"$tmp/out" || fail "it failed"
	grep -q "^skipped, process $$ is counting" "$tmp/out" || fail "no reason for eyes"
	rm -f "$tmp/json"
	reader report --json "$tmp/json" -- touch "$tmp/ran" 2>"$tmp/err"
	is "status with a command" 1 $?
	[ ! -e "$tmp/ran" ] || fail "the command was run, and not counted"
	[ ! -e "$tmp/json" ] || fail "there is a report"
	is "control" "$before" "$(cat "$control")"
	exec 3>&-
}

commands() {
	reader report --json "$tmp/json" -- sh -c 'exit 7'
	is "its status" 7 $?
	echo precious >"$tmp/json"
	reader report --json "$tmp/json" -- "$tmp/none" 2>"$tmp/err"
	is "its status" 127 $?
	is "the file" precious "$(cat "$tmp/json")"
}

# wrong WANTED ARGUMENT...: one sentence, and nothing begun.
wrong() {
	wanted=$1
	shift
	reader "$@" >"$tmp/out" 2>"$tmp/err"
	is "status of $*" "$wanted" $?
	is "lines of $*" 1 "$(wc -l <"$tmp/err")"
	[ ! -s "$tmp/out" ] || fail "$* prints $(head -n 1 "$tmp/out")"
	is "state" off "$(control_says state)"
}

bad_options() {
	wrong 2 report --json
	wrong 2 report --jason x
	wrong 2 report --
	wrong 1 report --json "$tmp/no/such"
	wrong 2 diff
	wrong 2 diff "$tmp/none" "$tmp/none"
	wrong 2 diff /proc/version /proc/version
	wrong 2 diff --threshold much - "$tmp/none"
}

without_rights() {
	"$bin/tool" nobody "$reader" report --json - >"$tmp/json" || fail "it failed"
	for section in session entry cr3; do
		case $(skipped "$tmp/json" $section) in
		*permission*) ;;
		*) fail "$section: $(skipped "$tmp/json" $section)" ;;
		esac
	done
	is "acts stopped" yes "$(grep -q '"outcome": "stopped"' "$tmp/json" && echo yes)"
}

plan 8
module_load
check "everything is in it" everything
check "a report is like itself" like_itself
check "the last session's figures are not lost" last_session
check "rewrites of two reports are lined up" like_the_next
check "somebody else's session is left alone" busy
check "a command's status, and its failure" commands
check "wrong words" bad_options
check "a user without rights" without_rights
finish
