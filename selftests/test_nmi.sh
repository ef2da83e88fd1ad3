#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# timeout: 900
#
# NMIs in the middle of counted calls: none is lost or counted twice. They are those by
# which the kernel asks another CPU for a backtrace; what they found is in its log.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

wanted=12
[ -z "${LONG:-}" ] || wanted=100
calls=50000

nmis() { awk '$1 == "NMI:" { print $3 }' /proc/interrupts; }

# counts HOOK: a program calls on CPU 1, and this shell, on CPU 0, sends NMIs there as long
# as it does.
counts() {
	began=$(nmis) times=0 hits=0
	# The log is no place to look them up in afterwards: it has room for some only.
	while [ $(($(nmis) - began)) -lt $wanted ] && [ $times -lt $((wanted * 4)) ] && ! has_failed; do
		exec 3<>"$control"
		echo "start hook=$1 $(widest "$1") calls=64:110" >&3 || fail "cannot start"
		taskset -c 1 "$bin/plain" getppid $calls &
		program=$!
		mark="sysprobe-nmi-$1-$times"
		echo "$mark" >/dev/kmsg
		while kill -0 $program 2>/dev/null; do
			echo l >/proc/sysrq-trigger
			sleep 0.1
		done
		wait $program
		is "the program's status" 0 $?
		exec 3>&-
		made=$(figure 64:getppid calls)
		is "calls" $calls "$made"
		is "calls that returned" $calls "$(figure 64:getppid returned)"
		nothing_lost
		hits=$((hits + $(dmesg | awk -v mark="$mark" '
			index($0, mark) { on = 1 }
			/NMI backtrace for cpu/ { found = 0 }
			on && /\[sysprobe\]/ && !found++ { n++ }
			END { print n + 0 }')))
		times=$((times + 1))
	done
	note "$(($(nmis) - began)) NMIs beside $((times * calls)) calls, all counted; $hits found the module on the stack"
	[ $(($(nmis) - began)) -ge $wanted ] || fail "no NMI comes"
}

[ "$(grep -c ^processor /proc/cpuinfo)" -gt 1 ] || skip_all "there is no second CPU"
[ -w /proc/sysrq-trigger ] || skip_all "this kernel has no sysrq to ask for backtraces by"
# Backtraces are long, and consoles slow.
read -r level rest </proc/sys/kernel/printk
undo="echo $level >/proc/sys/kernel/printk"
echo 1 >/proc/sys/kernel/printk
taskset -p -c 0 $$ >/dev/null
plan_hooks 1
module_load
per_hook "counted among NMIs" counts
finish
