#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# only-by-name: nothing undoes a lockdown, and no module can be loaded after
#
# A kernel that is locked down after the module was loaded: everything still
# works through procfs and by files that can only be read; what lockdown
# refuses, the reader explains.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

lockdown=/sys/kernel/security/lockdown

[ -w $lockdown ] || mount -t securityfs none /sys/kernel/security 2>/dev/null
[ -w $lockdown ] || skip_all "this kernel has no lockdown"

reads() {
	files=0
	for file in "$debugfs"/* /proc/sysprobe/*; do
		[ "$file" != "$debugfs/control" ] || continue
		cat "$file" >/dev/null || fail "cannot read $file"
		files=$((files + 1))
	done
	note "$files files read"
}

works() {
	reads
	if (: <>"$debugfs/control") 2>/dev/null; then
		fail "debugfs/control can be written"
	fi
	under "$1" plain getppid
	is "getppid" 5 "$(figure 64:getppid calls)"
	note "$(figure 64:getppid calls) calls of 5 counted, told through procfs"
	is "the reader's status" 0 "$(reader stat --hook "$1" -- true 2>"$tmp/err"; echo $?)"
	grep -q '^ *execve ' "$tmp/err" || fail "$(cat "$tmp/err")"
}

# Where there is no procfs, control in debugfs is all there is.
explained() {
	SYSPROBE_PROCFS=/nowhere reader stat -- touch "$tmp/ran" >"$tmp/out" 2>"$tmp/err"
	is "the reader's status" 1 $?
	is "lines it says" 1 "$(wc -l <"$tmp/err")"
	grep -q 'locked down' "$tmp/err" || fail "$(cat "$tmp/err")"
	[ ! -e "$tmp/ran" ] || fail "the command was run"
	is "state" off "$(control_says state)"
}

raised() {
	echo "$1" >$lockdown || fail "cannot raise it"
	grep -qF "[$1]" $lockdown || fail "it is $(cat $lockdown)"
}

plan_hooks 2 4
module_load
check "integrity" raised integrity
per_hook "everything works under integrity" works
check "the reader explains what is refused" explained
check "confidentiality" raised confidentiality
per_hook "everything works under confidentiality" works
check "what only reads is open" reads
finish
