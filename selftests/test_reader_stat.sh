#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The reader's own sessions: what it reports is what the module counted, its
# exit status is the command's, and however it ends nothing stays on.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

# calls_of SYSCALL [COLUMN]: in the CSV report of the whole session.
calls_of() {
	tr -d '\r' <"$tmp/csv" | awk -F, -v call="$1" -v column="${2:-calls}" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["interval"] == 0 && $at["abi"] ":" $at["name"] == call { print $at[column] }'
}

counting() { [ "$(control_says state)" = counting ]; }

# From the execve, which counts, to the exit, of all it forks.
whole_command() {
	reader stat --hook "$1" --csv -- "$bin/plain" getppid >"$tmp/csv" || fail "it failed"
	is "getppid" 5 "$(calls_of 64:getppid)"
	is "execve" 1 "$(calls_of 64:execve)"
	is "write, which only the gate makes" "" "$(calls_of 64:write)"
	is "exit_group" 1 "$(calls_of 64:exit_group)"
	is "what came back of it" 0 "$(calls_of 64:exit_group returned)"
	reader stat --hook "$1" --csv -- "$bin/procs" forks >"$tmp/csv" || fail "it failed"
	is "forks" 3 "$(calls_of 64:fork)"
	is "getppid of its children" 6 "$(calls_of 64:getppid)"
	is "exits of all" 4 "$(calls_of 64:exit_group)"
	reader stat --hook "$1" --csv -- sh -c 'exit 7' >"$tmp/csv"
	is "its status" 7 $?
	is_off || fail "the session is still on"
}

killed_command() {
	reader stat --hook "$1" --csv -- sh -c 'kill -KILL $$' >"$tmp/csv"
	is "its status" 137 $?
	is "kill" 1 "$(calls_of 64:kill)"
	is_off || fail "the session is still on"
}

# by_signal HOOK SIGNAL STATUS: it reports what there was.
by_signal() {
	"$bin/tool" foreground "$reader" stat --hook "$1" --csv -p $$ >"$tmp/csv" &
	pid=$!
	wait_until counting || return
	is "owner" $pid "$(control_says owner)"
	kill -"$2" $pid
	wait $pid
	is "its status" "$3" $?
	is_off || fail "the session is still on"
	grep -q '^interval,' "$tmp/csv" || fail "there was no report"
}

# has_child PID NAME
has_child() {
	read -r children <"/proc/$1/task/$1/children"
	for child in $children; do
		! grep -qx "$2" "/proc/$child/comm" || return 0
	done
	return 1
}

# Ctrl-C reaches the command, which decides; it and the reader's both end.
command_too() {
	"$bin/tool" foreground setsid "$reader" stat --hook "$1" -- sleep 1000 2>"$tmp/err" &
	pid=$!
	wait_until counting || return
	owner=$(control_says owner)
	undo="kill -KILL -$owner"
	wait_until has_child "$owner" sleep || return
	kill -INT -"$owner"
	wait $pid
	is "its status" 130 $?
	undo=:
	is_off || fail "the session is still on"
	grep -q 'lost or set aside' "$tmp/err" || fail "there was no report"
}

# As timeout and a terminal that closes do: the command keeps the time that it has.
asked_twice() {
	rm -f "$tmp/asked" "$tmp/again"
	cat >"$tmp/slow" <<-END
		trap 'touch $tmp/asked; until [ -e $tmp/again ]; do sleep 0.05; done; sleep 0.2; exit 3' TERM
		touch $tmp/ready
		while :; do sleep 0.05; done
	END
	"$bin/tool" foreground "$reader" stat -- sh "$tmp/slow" >"$tmp/out" 2>"$tmp/err" &
	pid=$!
	wait_until [ -e "$tmp/ready" ] || return
	kill -TERM $pid
	wait_until [ -e "$tmp/asked" ] || return
	kill -HUP $pid
	touch "$tmp/again"
	wait $pid
	is "its status" 3 $?
	is_off || fail "the session is still on"
}

# Nobody can report any more; the kernel and the command know by themselves.
killed_reader() {
	"$bin/tool" foreground "$reader" stat --hook "$1" -- "$bin/procs" gate true <"$tmp/fifo" 2>/dev/null &
	pid=$!
	exec 6>"$tmp/fifo"
	wait_until counting || return
	kill -KILL $pid
	wait $pid 2>/dev/null
	wait_until is_off
	exec 6>&-
}

plan_hooks 6 1
module_load
mkfifo "$tmp/fifo"
per_hook "a command is counted whole" whole_command
per_hook "a command that is killed" killed_command
per_hook "Ctrl-C ends it with a report" by_signal INT 0
per_hook "SIGTERM ends it with a report" by_signal TERM 143
per_hook "Ctrl-C ends a command" command_too
check "a second request to end" asked_twice
per_hook "the reader is killed" killed_reader
finish
