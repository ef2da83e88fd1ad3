#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Without debugfs, because it isn't mounted or the kernel was booted without,
# control and summary in procfs do what they do elsewhere, and the reader says
# what is missing.

# shellcheck disable=SC2034 # for lib/test.sh
without_debugfs=1
# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

CALLS=40
mounted=''
why='booted or built without debugfs; .* needs a boot without the option debugfs='

# What is mounted is put back at the end.
if [ -d /sys/kernel/debug/tracing ]; then
	mounted=1
	why='debugfs is not mounted; mount it'
	umount /sys/kernel/debug/tracing 2>/dev/null
	umount /sys/kernel/debug || skip_all "debugfs is in use and can't be unmounted"
	undo='mount -t debugfs none /sys/kernel/debug'
fi

# calls_of NUMBER: of a native syscall, as the summary has it.
calls_of() { awk -v row="$1" '$1 == "call" && $2 == "64" && $3 == row { print $6 }' /proc/sysprobe/summary; }

counts() {
	said=$(ctl "start hook=$1 $(widest "$1") calls=64:$(nr 64 getppid) persist")
	[ "$said" != EOPNOTSUPP ] || { skip "this kernel can't do this hook"; return; }
	is "start" ok "$said"
	is "state" counting "$(control_says state)"
	is "its hook" "$1" "$(control_says hook)"
	"$bin/plain" getppid $CALLS
	is "reset" ok "$(ctl reset)"
	"$bin/plain" getppid $CALLS
	is "stop" ok "$(ctl stop)"
	calls=$(calls_of "$(nr 64 getppid)")
	is "calls in the summary" $CALLS "$calls"
	note "$calls of $CALLS calls counted, read from the summary"
}

# refused STATUS VERB...: in one sentence, with the reason.
refused() {
	wanted=$1
	shift
	reader "$@" >"$tmp/out" 2>"$tmp/err"
	is "status of $1" "$wanted" $?
	is "lines that $1 says" 1 "$(wc -l <"$tmp/err")"
	grep -q "$why" "$tmp/err" || fail "$1: $(cat "$tmp/err")"
}

the_reader() {
	reader start -e getppid >"$tmp/out" 2>&1 || fail "$(cat "$tmp/out")"
	"$bin/plain" getppid $CALLS
	reader stop >"$tmp/out" 2>&1 || fail "$(cat "$tmp/out")"
	is "calls in the summary" $CALLS "$(calls_of "$(nr 64 getppid)")"
	# The page, and what more there would be.
	refused 0 status
	grep -q '^# sysprobe summary' "$tmp/out" || fail "$(cat "$tmp/out")"
}

# Nothing is run that can't be reported afterwards.
explained() {
	refused 1 stat -- touch "$tmp/ran"
	[ ! -e "$tmp/ran" ] || fail "the command was run"
	refused 1 stat --last
	refused 1 cr3
	refused 1 entry
	is "state" off "$(control_says state)"
}

# With the module loaded all the while.
mounted_later() {
	[ "$mounted" ] || { skip "this kernel has no debugfs"; return; }
	eval "$undo"
	undo=:
	is "calls" $CALLS "$(figure 64:getppid calls)"
	cat "$debugfs"/* >/dev/null || fail "files can't be read"
}

plan_hooks 1 3
module_load
for hook in $hooks; do
	check "a session through procfs, $hook" counts "$hook"
done
check "the reader starts, stops and shows the summary" the_reader
check "the reader says what is missing" explained
check "what was counted is there once it is mounted" mounted_later
finish
