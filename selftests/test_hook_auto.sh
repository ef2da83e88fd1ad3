#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# hook=auto takes the cheapest hook that is safe for what was asked, says which and
# why, and takes another where that one can't.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

# usable HOOK: here, whatever for.
usable() { [ -z "$(hook_why_not "$1")" ]; }

# cheapest HOOK...: the first of these that can be used here.
cheapest() {
	for hook in "$@"; do
		! usable "$hook" || break
	done
	echo "$hook"
}

# chosen WORDS: what a session of these words uses.
chosen() {
	is "start $*" ok "$(ctl "start persist $*")"
	control_says hook
	is "stop" ok "$(ctl stop)"
}

why() { status_of hook_why; }

for_tasks() {
	cheapest=$(cheapest direct tracepoint kretprobe)
	for words in "pid=$$ calls=64:0,110" "tid=$$ calls=64:0,110" "hook=auto pid=$$ on_exec calls=64:0"; do
		is "hook of $words" "$cheapest" "$(chosen "$words")"
	done
	case $(why) in
	"auto: the cheapest"*) ;;
	*) fail "why: $(why)" ;;
	esac
}

for_everyone() {
	is "hook" "$(cheapest tracepoint kretprobe)" "$(chosen all)"
	case $(why) in
	"auto: "*"; not direct: not for every task"*) ;;
	*) fail "why: $(why)" ;;
	esac
}

at_load() {
	module_unload
	module_load "start=pid=$$"
	is "hook" "$(cheapest tracepoint kretprobe)" "$(control_says hook)"
	case $(why) in
	*"; not direct: not while the module is being loaded"*) ;;
	*) fail "why: $(why)" ;;
	esac
	is "stop" ok "$(ctl stop)"
}

# What is asked for is used, or nothing.
asked_for() {
	for hook in $hooks; do
		usable "$hook" || continue
		is "hook of hook=$hook" "$hook" "$(chosen "hook=$hook pid=$$ calls=64:0")"
		is "why" "asked for" "$(why)"
	done
	is "hook=direct for all" EOPNOTSUPP "$(ctl "start hook=direct all")"
}

# Where handlers are looked up one by one, there may be too many. What the first hook
# made of the session is undone: to the next, reboot returns.
another_one() {
	if grep -q '^symbol x64_sys_call ok' "$debugfs/status"; then
		skip "hook direct takes any number of calls here"
		return
	fi
	is "hook" "$(cheapest tracepoint kretprobe)" "$(chosen "pid=$$")"
	case $(why) in
	*"; not direct: its start failed ("*) ;;
	*) fail "why: $(why)" ;;
	esac
	under auto plain reboots
	is "reboots that returned" 1 "$(figure 64:reboot returned)"
}

# It finds handlers by the calls of them, which lead elsewhere then.
call_depth() {
	mitigated retbleed Stuffing retbleed=stuff || return 0
	case $(hook_why_not direct) in
	*"call depth tracking"*) ;;
	*) fail "direct: $(status_of hook_direct)" ;;
	esac
	is "hook=direct" EOPNOTSUPP "$(ctl "start hook=direct pid=$$ calls=64:0")"
	is "hook" tracepoint "$(chosen "pid=$$ calls=64:0,110")"
	case $(why) in
	"auto: "*"; not direct: "*"call depth tracking"*) ;;
	*) fail "why: $(why)" ;;
	esac
}

in_order() {
	grep '^hook_[a-z]* ok ' "$debugfs/status" >"$tmp/usable"
	sed -n 's/^hook_\([a-z]*\) ok .*adds \([0-9]*\) instructions to a counted call.*/\1 \2/p' \
		"$tmp/usable" >"$tmp/adds"
	is "usable hooks that tell" "$(wc -l <"$tmp/usable")" "$(wc -l <"$tmp/adds")"
	is "in order" "$(sort -n -k 2 "$tmp/adds")" "$(cat "$tmp/adds")"
	is "the first is what auto takes for tasks" "$(head -n 1 "$tmp/adds" | cut -d ' ' -f 1)" \
		"$(chosen "pid=$$ calls=64:0")"
}

plan 7
module_load
check "for tasks that are named" for_tasks
check "for every task" for_everyone
check "what is asked for" asked_for
check "another one, where the cheapest can't" another_one
check "not direct, where the kernel tracks the depth of calls" call_depth
check "the list tells what each adds, the cheapest first" in_order
check "at load" at_load
finish
