#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A session ends with its file, however that comes to be closed, and with it
# all that was armed.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

probes() { cat /sys/kernel/debug/kprobes/list; }

# armed HOOK: as far as can be seen from outside.
armed() {
	[ "$1" != kretprobe ] || probes | grep -q x64_sys_call ||
		fail "no probe is listed"
}

all_gone() {
	is "state" off "$(control_says state)"
	is "probes" "$before" "$(probes)"
}

closed() {
	before=$(probes)
	exec 3<>"$control"
	echo "start hook=$1$few $(widest "$1")" >&3 || fail "cannot start"
	armed "$1"
	exec 3>&-
	all_gone
}

stopped() {
	before=$(probes)
	exec 3<>"$control"
	echo "start hook=$1$few $(widest "$1")" >&3 || fail "cannot start"
	armed "$1"
	echo stop >&3 || fail "cannot stop"
	all_gone
	exec 3>&-
	all_gone
}

killed() {
	before=$(probes)
	"$bin/tool" ctl -w "start hook=$1$few $(widest "$1")" >/dev/null &
	owner=$!
	wait_until grep -q counting "$control" || return
	is "owner" $owner "$(control_says owner)"
	armed "$1"
	kill -KILL $owner
	wait $owner 2>/dev/null
	wait_until is_off
	all_gone
}

# A file that is open twice is closed when both are.
passed_on() {
	before=$(probes)
	exec 3<>"$control"
	echo "start hook=$1$few $(widest "$1")" >&3 || fail "cannot start"
	sleep 1000 &
	heir=$!
	exec 3>&-
	is "state" counting "$(control_says state)"
	kill $heir
	wait $heir 2>/dev/null
	wait_until is_off
	all_gone
}

plan_hooks 4
module_load
per_hook "closing the file ends it" closed
per_hook "stop ends it" stopped
per_hook "killing the owner ends it" killed
per_hook "the last of two who have it open ends it" passed_on
finish
