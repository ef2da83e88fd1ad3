#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Stopping in the middle of everybody's calls: what comes while the hook is
# taken off is neither counted nor taken for something turned away.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

stops() {
	"$bin/plain" getppid 1000000000 &
	first=$!
	"$bin/plain" getppid 1000000000 &
	second=$!
	for _ in 1 2 3; do
		is "start" ok "$(ctl "start hook=$1 persist calls=64:$(nr 64 getppid)")"
		sleep 0.2
		is "stop" ok "$(ctl stop)"
		calls=$(figure 64:getppid calls)
		note "${calls:-0} calls"
		[ "${calls:-0}" -gt 0 ] || fail "nothing was counted"
		counter_is turned_away 0
		nothing_lost
	done
	kill $first $second
	wait $first $second 2>/dev/null
}

plan_hooks 1
module_load
per_hook "stopped in the middle" stops
finish
