#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# timeout: 1800
#
# Whoever reads while another process starts, resets and stops gets figures of
# one moment, whole; and each file answers.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

rounds=1
[ -z "${LONG:-}" ] || rounds=25

load() {
	while :; do
		"$bin/procs" forks
		"$bin/plain" naps
		"$bin/plain32" failures
	done >/dev/null 2>&1
}

# One cell that hardly ever rests.
hot() {
	while :; do
		"$bin/plain" getppid 20000
	done
}

# Each text file there is, from its first line to its end; control is no table.
texts() {
	while :; do
		for file in "$debugfs"/* /proc/sysprobe/*; do
			case ${file##*/} in
			snapshot) continue ;;
			control) wanted='state=*' ;;
			*) wanted="# sysprobe ${file##*/} schema *" ;;
			esac
			text=$(cat "$file") || echo "$file can't be read" >>"$tmp/odd"
			# shellcheck disable=SC2254 # a pattern
			case $text in
			$wanted) ;;
			*) echo "$file begins with $(printf '%s' "$text" | head -n 1)" >>"$tmp/odd" ;;
			esac
			echo "$file" >>"$tmp/files"
		done
	done
}

# texts_read: how many, so far.
texts_read() { wc -l <"$tmp/files"; }

# Enough sessions, and on a slow machine more, until each file was read during
# one.
sessions() {
	who=$(widest "$1")
	round=0
	all=$(find "$debugfs" /proc/sysprobe -type f | wc -l)
	while [ $round -lt $rounds ] || [ "$(texts_read)" -lt "$all" ]; do
		for words in "$who$few" "pid=$$$few" "errors $who$few" "switches vdso calls=64:0-31 $who"; do
			is "start $words" ok "$(ctl "start hook=$1 persist $words")"
			sleep 0.2
			is reset ok "$(ctl reset)"
			sleep 0.8
			is stop ok "$(ctl stop)"
			begun=$((begun + 1))
		done
		round=$((round + 1))
	done
}

whole_figures() {
	: >"$tmp/odd"
	: >"$tmp/files"
	begun=0
	load &
	loads=$!
	hot &
	loads="$loads $!"
	texts &
	texts=$!
	"$bin/tool" snapshots "$debugfs/snapshot" >"$tmp/one" &
	one=$!
	"$bin/tool" snapshots "$debugfs/snapshot" >"$tmp/two" &
	two=$!
	sessions "$1"
	kill $one $two $texts
	wait $one
	is "status of one reader" 0 $?
	wait $two
	is "status of the other" 0 $?
	wait $texts 2>/dev/null
	# shellcheck disable=SC2086 # two of them
	{ kill $loads; wait $loads 2>/dev/null; }
	note "$begun sessions of another process"
	note "one reader: $(cat "$tmp/one")"
	note "the other: $(cat "$tmp/two")"
	note "text files read: $(texts_read)"
	[ ! -s "$tmp/odd" ] || fail "$(sort "$tmp/odd" | uniq -c | head -n 10)"
}

plan_hooks 1
module_load
per_hook "figures are whole" whole_figures
finish
