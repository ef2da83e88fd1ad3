#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A snapshot of a running session never shows a call that returned without
# having been entered, though tasks move from one CPU to another meanwhile.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

SNAPSHOTS=15

# Moves from CPU to CPU as fast as it can, with calls in between.
move() {
	while :; do
		taskset -p 1 "$1"
		taskset -p 2 "$1"
	done >/dev/null 2>&1
}

in_order() {
	"$bin/plain" naps
	"$bin/plain" getppid 100000000 &
	spinner=$!
	move $spinner &
	mover=$!
	is "start" ok "$(ctl "start hook=$1 persist")"
	taken=0
	while [ $taken -lt $SNAPSHOTS ]; do
		"$bin/tool" snapshot "$debugfs/snapshot" syscalls |
			awk '
				NR > 1 && $4 > $3 { print "row", $1, $2, "calls", $3, "returned", $4 }
				NR > 1 && $3 { rows++ }
				END { if (!rows) print "no row with a call" }'
		taken=$((taken + 1))
	done >"$tmp/ahead"
	is "stop" ok "$(ctl stop)"
	kill $mover $spinner
	wait $mover $spinner 2>/dev/null
	[ ! -s "$tmp/ahead" ] || fail "$(cat "$tmp/ahead")"
	[ "$(figure 64:getppid calls)" -gt 0 ] || fail "nothing was counted"
}

plan_hooks 1
module_load
per_hook "entered before returned" in_order
finish
