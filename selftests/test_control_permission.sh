#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Without root's powers nothing of the module can be opened, whatever the
# files' modes were made.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

nobody() { "$bin/tool" nobody "$@"; }

# Every file there is, by every way there is to it, from directories that let
# one in.
by_mode() {
	before=$(stat -c '%a %u %n' "$debugfs" "$debugfs"/* /proc/sysprobe/*)
	undo="chmod $(stat -c %a /sys/kernel/debug) /sys/kernel/debug; chmod $(stat -c %a "$debugfs") $debugfs"
	chmod 755 /sys/kernel/debug "$debugfs"
	nobody "$bin/tool" stranger "$debugfs" /proc/sysprobe >"$tmp/tried" ||
		fail "$(head -n 20 "$tmp/tried")"
	eval "$undo"
	undo=:
	note "$(tail -n 1 "$tmp/tried") to nobody"
	set -- "$debugfs"/* /proc/sysprobe/*
	is "files" $# "$(sed -n 's/.* on \([0-9]*\) files.*/\1/p' "$tmp/tried")"
	is "the files" "$before" "$(stat -c '%a %u %n' "$debugfs" "$debugfs"/* /proc/sysprobe/*)"
	is "state" off "$(control_says state)"
}

# A mode can be changed; that counting needs a capability can't.
by_capability() {
	chmod 666 "$control"
	nobody "$bin/tool" ctl start >"$tmp/out" 2>&1
	grep -q 'Permission denied' "$tmp/out" || fail "$(cat "$tmp/out")"
	is "state" off "$(control_says state)"
	chmod 600 "$control"
}

# Root of a namespace of its own has every power there, and none here.
root_of_a_namespace() {
	unshare -U -r true 2>/dev/null || { skip "no user namespace can be made here"; return; }
	chmod 666 "$control"
	unshare -U -r "$bin/tool" ctl start >"$tmp/out" 2>&1
	grep -q 'Permission denied' "$tmp/out" || fail "$(cat "$tmp/out")"
	is "state" off "$(control_says state)"
	chmod 600 "$control"
}

# The reader tells who may not, in one sentence for each verb that needs it.
reader_explains() {
	for verb in status start stop reset unload cr3 entry "stat -- true" "stat --last" "cr3 --switches 1" "vdso --watch 1"; do
		# shellcheck disable=SC2086 # words
		nobody "$reader" $verb >"$tmp/out" 2>"$tmp/err"
		is "status of $verb" 1 $?
		is "lines that $verb says" 1 "$(wc -l <"$tmp/err")"
		grep -q 'no permission .*; run as root' "$tmp/err" || fail "$verb: $(cat "$tmp/err")"
		is "what $verb shows" "" "$(cat "$tmp/out")"
	done
}

# Root without the powers that counting needs, as in a container.
root_lacks_it() {
	"$bin/tool" lacking 38 "$bin/tool" lacking 21 cat "$1" >"$tmp/out" 2>"$tmp/err" &&
		fail "$1 can be read: $(head -n 1 "$tmp/out")"
	grep -q 'Permission denied' "$tmp/err" || fail "$(cat "$tmp/err")"
	for one in 38 21; do
		"$bin/tool" lacking $one cat "$1" >"$tmp/out" || fail "$1 can't be read without capability $one"
	done
}

root_of_a_container() {
	root_lacks_it /proc/sysprobe/summary
	root_lacks_it /proc/sysprobe/control
}

plan 5
module_load
check "modes keep others out" by_mode
check "control wants a capability" by_capability
check "root of a user namespace lacks it" root_of_a_namespace
check "root without the capabilities lacks it" root_of_a_container
check "the reader explains it to nobody" reader_explains
finish
