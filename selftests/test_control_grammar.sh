#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Both control files take the same commands. What they don't understand they
# refuse with a fitting errno, and leave everything as it was.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

# What would change if a command did something.
state() { cat "$control"; grep -vE '^(# clock|# cpu|#.*(up|for|MHz)|counter|tasks|inside|memory)' "$debugfs/status"; }

# outcomes: of the lines "OUTCOME|COMMAND" on stdin, each a write of its own,
# with \-escapes. All go through one program: one each takes a minute.
outcomes() {
	cat >"$tmp/lines"
	cut -d'|' -f2- "$tmp/lines" | ctl -e -f "$file" |
		paste -d'|' - "$tmp/lines" >"$tmp/outcomes"
	is "outcomes" "$(wc -l <"$tmp/lines")" "$(wc -l <"$tmp/outcomes")"
	awk -F'|' '$1 != $2 { print $3 ": wanted " $2 ", got " $1 }' "$tmp/outcomes" >"$tmp/odd"
	[ ! -s "$tmp/odd" ] || fail "$(cat "$tmp/odd")"
}

# wrong: all of them are refused, and none does anything, which would show.
wrong() {
	outcomes
	[ "$(state)" = "$before" ] || fail "one of them changed something"
}

# Everything here is refused, whatever the state.
mistakes() {
	before=$(state)
	wrong <<-'END'
		EINVAL|\n
		EINVAL| \t\n
		EINVAL|nonsense
		EINVAL|START
		EINVAL|startall
		EINVAL|start\nstop
		EINVAL|start\n\n
		EINVAL|\nstart
		EINVAL|start\0
		EINVAL|start\0all
		EINVAL|start\r\n
		EINVAL|start\v
		EINVAL|start \0377
		EINVAL|stop now
		EINVAL|reset all
		EINVAL|start nonsense
		EINVAL|start all all
		EINVAL|start all pid=1
		EINVAL|start pid=1 tid=1
		EINVAL|start pid=1 pid=1
		EINVAL|start pid=
		EINVAL|start pid=0
		EINVAL|start pid=-1
		EINVAL|start pid=+1
		EINVAL|start calls=64:+1
		EINVAL|start calls=64:0-+1
		EINVAL|start pid=1x
		EINVAL|start pid=0x1
		EINVAL|start pid= 1
		EINVAL|start pid=1,
		EINVAL|start pid=,1
		EINVAL|start pid=1,,1
		EINVAL|start pid=1,x
		EINVAL|start pid=1-2
		EINVAL|start tid=1,0
		EINVAL|start tid=1,4294967297
		EINVAL|start pid=99999999999999999999
		EINVAL|start tid=0
		EINVAL|start tid=4294967297
		EINVAL|start on_exec
		EINVAL|start all on_exec
		EINVAL|start pid=1 on_exec on_exec
		EINVAL|start persist persist
		EINVAL|start errors errors
		EINVAL|start errors=1
		EINVAL|start hook
		EINVAL|start hook=
		EINVAL|start hook=auto hook=auto
		EINVAL|start hook=kretprobes
		EINVAL|start hook=averyveryverylongname
		EINVAL|start calls
		EINVAL|start calls=
		EINVAL|start calls=64
		EINVAL|start calls=64:
		EINVAL|start calls=:0
		EINVAL|start calls=64:,
		EINVAL|start calls=64:0,
		EINVAL|start calls=64:,0
		EINVAL|start calls=64:0,,1
		EINVAL|start calls=64:-
		EINVAL|start calls=64:1-
		EINVAL|start calls=64:-1
		EINVAL|start calls=64:3-1
		EINVAL|start calls=64:0-1-2
		EINVAL|start calls=64:read
		EINVAL|start calls=64:1024
		EINVAL|start calls=64:0-99999
		EINVAL|start calls=64:4294967296
		EINVAL|start calls=i386:0
		EINVAL|start calls=64:0 calls=ia32:9999
		EINVAL|start calls=64:0:1
	END
	for size in 4097 5000 100000; do
		head -c $size /dev/zero | tr '\0' ' ' >"$tmp/long"
		is "$size bytes" E2BIG "$(ctl -f "$file" - <"$tmp/long")"
	done
	head -c 4096 /dev/zero | tr '\0' ' ' >"$tmp/long"
	# One more than there may be.
	is "too many" EINVAL "$(ctl "start pid=1$(yes ,1 | head -n 64 | tr -d '\n')")"
	is "blanks as long as may be" EINVAL "$(ctl -f "$file" - <"$tmp/long")"
	[ "$(state)" = "$before" ] || fail "a long one changed something"
}

while_off() {
	file=$1
	is "state" off "$(control_says state)"
	mistakes
	before=$(state)
	wrong <<-'END'
		ENOENT|stop
		ENOENT|reset\n
		ESRCH|start pid=4194304
		ESRCH|start tid=4194304
	END
}

while_counting() {
	file=$1
	is "start" ok "$(ctl "start pid=$$ persist calls=64:400")"
	mistakes
	before=$(state)
	wrong <<-'END'
		EBUSY|start
		EBUSY|start pid=1
	END
	is "stop" ok "$(ctl stop)"
}

# Each leaves the state that is said of it; the file that starts a session is
# closed before it is looked at.
right() {
	while IFS='|' read -r outcome command; do
		printf 'ok|%s\n' "$command" >"$tmp/one"
		outcomes <"$tmp/one"
		is "state after $command" "$outcome" "$(control_says state)"
	done
}

commands() {
	file=$1
	sleep 1000 &
	pid=$!
	sed "s/PID/$pid/g; s/HOOK/$(some_hook)/" >"$tmp/commands" <<-'END'
		counting|start persist
		counting|reset
		off|stop
		counting|start persist\n
		off|stop\n
		counting|  start\tall   persist \n
		off| stop
		counting|start hook=auto persist
		off|stop
		counting|start hook=HOOK all errors persist
		off|stop
		counting|start persist hook=tracepoint errors all
		off|stop
		counting|start pid=PID on_exec persist
		off|stop
		counting|start on_exec persist tid=PID errors
		off|stop
		counting|start persist pid=PID,1,PID
		off|stop
		counting|start persist calls=64:0
		off|stop
		counting|start persist calls=64:0,3-5,7 calls=ia32:3 calls=64:100-200 calls=x32:0,512
		off|stop
		counting|start persist calls=64:0-3,2-4,1
		off|stop
	END
	right <"$tmp/commands"
	kill $pid
	wait $pid 2>/dev/null
}

plan 6
module_load
for file in "$control" "$debugfs/control"; do
	check "what is understood, ${file%/sysprobe/control}" commands "$file"
	check "mistakes while nothing counts, ${file%/sysprobe/control}" while_off "$file"
	check "mistakes while something counts, ${file%/sysprobe/control}" while_counting "$file"
done
finish
