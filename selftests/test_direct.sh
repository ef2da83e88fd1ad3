#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# timeout: 300
#
# Hook direct: a call that is counted returns through the module. Whoever is
# inside when the session ends keeps the module, is told of, and lets it go.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

N=1000

why_not() { hook_why_not direct; }
left() { status_of left; }
none_left() { [ "$(left)" = 0 ]; }
unloads() { rmmod sysprobe 2>/dev/null; }
asleep() { [ "$(status_of inside)" -gt $N ]; }

not_everyone() {
	is "start for all" EOPNOTSUPP "$(ctl "start hook=direct")"
	is "start all" EOPNOTSUPP "$(ctl "start hook=direct all persist")"
	is "state" off "$(control_says state)"
	module_unload
	# As the default it is for sessions that name tasks.
	module_load hook=direct
	is "start for all, by default" EOPNOTSUPP "$(ctl "start all")"
	is "start for one, by default" ok "$(ctl "start pid=$$ $some")"
}

# Each handler has one; what ftrace doesn't know has a kretprobe.
in_place() {
	is "start" ok "$(ctl "start hook=direct pid=$$ persist calls=64:0,1")"
	is "of two calls, and a dummy" 3 "$(status_of direct_calls)"
	is "kretprobes" 0 "$(status_of direct_probes)"
	is "stop" ok "$(ctl stop)"
	is "afterwards" 0 "$(status_of direct_calls)"
	all=$(ctl "start hook=direct pid=$$ persist")
	if [ "$some" ]; then
		is "start for all calls" EOPNOTSUPP "$all"
		return
	fi
	is "start for all calls" ok "$all"
	[ "$(status_of direct_calls)" -gt 500 ] || fail "$(status_of direct_calls) handlers"
	[ "$(status_of direct_probes)" -le 4 ] || fail "$(status_of direct_probes) kretprobes"
	note "$(status_of direct_calls) direct calls, $(status_of direct_probes) kretprobes"
	is "stop" ok "$(ctl stop)"
}

# keeps_out: does status say that nobody else can have these handlers?
keeps_out() { status_of hook_direct | grep -q 'nobody else .*direct call .*livepatch '; }

# Who gets EBUSY for it finds out why; who doesn't isn't told.
says_whom_it_keeps_out() {
	! keeps_out || fail "before: $(status_of hook_direct)"
	is "start" ok "$(ctl "start hook=direct pid=$$ persist calls=64:0")"
	keeps_out || fail "meanwhile: $(status_of hook_direct)"
	is "stop" ok "$(ctl stop)"
	is "start by another hook" ok "$(ctl "start hook=tracepoint pid=$$ persist calls=64:0")"
	! keeps_out || fail "with another hook: $(status_of hook_direct)"
	is "stop" ok "$(ctl stop)"
}

# begin [MICROSECONDS]: N threads asleep in a counted read, to wake so far apart.
begin() {
	exec 3<>"$control"
	echo "start hook=direct pid=$$ $some" >&3 || fail "cannot start"
	"$bin/tool" sleepers $N "$@" &
	sleepers=$!
	wait_until asleep
	# Some of those inside were ourselves.
	sleep 0.5
}

end_it() {
	began=$(seconds)
	echo stop >&3
	exec 3>&-
	note "stopped under $N sleepers within $(($(seconds) - began + 1)) s"
}

wake() {
	kill -USR1 "$sleepers"
	wait "$sleepers"
	is "status of the sleepers" 0 $?
}

keeps_the_module() {
	begin
	end_it
	[ "$(left)" -ge $N ] || fail "$(left) calls are left, and $N threads asleep"
	# But for the one that ended the session: that was inside, too.
	is "inside" $(($(left) + 1)) "$(status_of inside)"
	grep -q '^left_task [0-9]* tool$' "$debugfs/status" || fail "$(grep ^left "$debugfs/status")"
	rmmod sysprobe 2>"$tmp/err" && fail "it was unloaded under $(left) calls"
	# Busybox has only the error's own words.
	grep -qE 'in use|Resource temporarily unavailable' "$tmp/err" || fail "$(cat "$tmp/err")"
	wake
	wait_until none_left
	# It lets go when it is sure that nobody is in its text.
	wait_until unloads
	module_load
}

# The reader's unload waits for them and says for whom; who gives up loses nothing.
waits_to_unload() {
	begin
	end_it
	"$reader" unload >"$tmp/out" 2>"$tmp/err" &
	unloading=$!
	# A child that is no program yet has traps of ours.
	wait_until says_it_waits
	kill -TERM $unloading
	wait $unloading 2>/dev/null
	rm "$tmp/err"
	module_loaded || fail "unloaded under $(left) calls, and by who gave up"
	"$reader" unload >"$tmp/out" 2>"$tmp/err" &
	unloading=$!
	wait_until says_it_waits
	sleep 0.5
	kill -0 $unloading || fail "it doesn't wait"
	module_loaded || fail "unloaded under 1000 calls"
	grep -q 'of [0-9]* tool, ' "$tmp/err" || fail "$(cat "$tmp/err")"
	wake
	wait $unloading
	is "its status" 0 $?
	is "it says" unloaded "$(cat "$tmp/out")"
	is "on stderr, lines" 1 "$(grep -c . "$tmp/err")"
	! module_loaded || fail "it is still loaded"
	module_load
}

says_it_waits() { grep -qs '^sysprobe: waiting for calls' "$tmp/err"; }

# A task may call itself anything, and status is read on terminals.
odd_names() {
	odd="$tmp/$(printf 'a\033b c\134')"
	cp "$bin/tool" "$odd"
	exec 3<>"$control"
	echo "start hook=direct pid=$$ $some" >&3 || fail "cannot start"
	"$odd" sleepers 1 &
	sleepers=$!
	wait_until in_read $sleepers
	echo stop >&3
	exec 3>&-
	grep -Fq ' a\033b\040c\134' "$debugfs/status" || fail "$(grep ^left "$debugfs/status")"
	wake
	wait_until none_left
}

# in_read PID: a thread of it that is no leader.
in_read() { cat "/proc/$1/task"/*/stack 2>/dev/null | grep -q pipe_read; }

# They return before it ends, while it does and after: each is booked once, or inside.
wakes_meanwhile() {
	before=0
	after=0
	for apart in 100 300 1000 1000 2000; do
		begin $apart
		kill -USR1 "$sleepers"
		sleep 0.05
		echo stop >&3
		exec 3>&-
		after=$((after + $(left)))
		wait "$sleepers"
		is "status of the sleepers" 0 $?
		all_accounted_for
		before=$((before + $(figure 64:read returned)))
		wait_until none_left
	done
	note "$before reads came back before it ended, and $after calls were left"
	[ $before -gt 0 ] || fail "none came back before it ended"
	[ $after -gt 0 ] || fail "none was left when it ended"
	wait_until unloads
	module_load
}

# Others' sessions, and one of the same tasks, while calls of an older one are left.
sessions_meanwhile() {
	begin
	end_it
	first=$(left)
	for hook in direct kretprobe tracepoint; do
		[ -z "$(hook_why_not $hook)" ] || continue
		under ${some:+-w $some} $hook plain getppid 100
		is "calls, $hook" 100 "$(figure 64:getppid returned)"
		nothing_lost
	done
	is "left meanwhile" "$first" "$(left)"
	exec 3<>"$control"
	echo "start hook=direct pid=$sleepers $some" >&3 || fail "cannot start"
	wake
	is "threads' exits, in the session that they were woken in" $N "$(figure 64:exit calls)"
	reads=$(figure 64:read returned)
	# What the first thread reads then, if anything.
	[ "${reads:-0}" -lt 10 ] || fail "$reads reads came back that began before"
	echo stop >&3
	exec 3>&-
	wait_until none_left
	wait_until unloads
	module_load
}

# The call that ends the session is inside itself.
ends_from_inside() {
	is "start" ok "$(ctl "start hook=direct pid=$$ persist $some")"
	is "stop" ok "$(ctl stop)"
	wait_until none_left
	wait_until unloads
	module_load
}

# What the kernel finds on the stack of a sleeper, it knows.
backtrace() {
	exec 3<>"$control"
	echo "start hook=direct pid=$$ $some" >&3 || fail "cannot start"
	sleep 1000 &
	sleeper=$!
	wait_until in_sleep $sleeper
	stack=$(cat /proc/$sleeper/stack)
	echo stop >&3
	exec 3>&-
	kill $sleeper
	wait $sleeper 2>/dev/null
	echo "$stack" | sed 's/^\[<[^>]*>\] //; s/+.*//' >"$tmp/stack"
	for function in sysprobe_direct_entry do_syscall_64; do
		grep -qx "$function" "$tmp/stack" || fail "no $function on it: $stack"
	done
	last=$(tail -n 1 "$tmp/stack")
	case $last in
	entry_SYSCALL_64*) ;;
	*) fail "it ends in $last: $stack" ;;
	esac
	wait_until none_left
}

in_sleep() { grep -q nanosleep "/proc/$1/stack" 2>/dev/null; }

# A load may fail after it has begun a session, so this hook begins none.
not_at_load() {
	module_unload
	if module_insert hook=direct "start=pid=$$ $some" 2>"$tmp/err"; then
		fail "it begins at load"
	fi
	! module_loaded || fail "it is loaded"
	module_load
}

# What begins a session may be in a call of another ABI.
by_compat() {
	"$bin/plain32" commands "start hook=direct pid=$$ persist $some" || fail "it can't begin one"
	"$bin/plain" getppid 7
	is "stop" ok "$(ctl stop)"
	is "calls" 7 "$(figure 64:getppid calls)"
}

# fentry COMMAND...: while a BPF program has the direct call of close's handler.
fentry() { "$bin/tool" fentry __x64_sys_close "$@"; }

# A function takes one direct call. Whoever comes first has it.
taken_by_bpf() {
	fentry true >"$tmp/out" 2>&1 || {
		skip "no BPF program can be attached here: $(cat "$tmp/out")"
		return
	}
	is "start" ok "$(fentry "$bin/tool" ctl "start hook=direct pid=$$ persist calls=64:0,3")"
	is "stop" ok "$(ctl stop)"
	# shellcheck disable=SC2016 # the other shell expands it
	fentry sh -c '
		"$1" ctl "start hook=direct pid=$$ persist calls=64:0,3"
		sed -n "s/^direct_/direct_/p" /sys/kernel/debug/sysprobe/status
		"$2" close_bad >/dev/null' sh "$bin/tool" "$bin/cost" >"$tmp/out"
	is "with a BPF program there" "ok direct_calls 2 direct_probes 1" "$(xargs <"$tmp/out")"
	is "stop" ok "$(ctl stop)"
	# It fails 2,200 times; others close what they have opened.
	[ "$(figure 64:close errors)" = 2200 ] || fail "$(figure 64:close errors) failures to close of 2200"
	nothing_lost
	exec 3<>"$control"
	echo "start hook=direct pid=$$ calls=64:0,3" >&3 || fail "cannot start"
	outcome=$(fentry true)
	case $outcome in
	EBUSY|EINVAL) ;;
	*) fail "a BPF program meanwhile: '$outcome'" ;;
	esac
	echo stop >&3
	exec 3>&-
	fentry true || fail "none can be attached afterwards"
	wait_until none_left
}

# Its returns are jumps then.
return_thunks() {
	mitigated spectre_v2 Retpolines spectre_v2=retpoline || return 0
	mitigated retbleed "return thunk" retbleed=unret || return 0
	under ${some:+-w $some} direct plain getppid 1000
	is "calls that returned" 1000 "$(figure 64:getppid returned)"
	all_accounted_for
}

# The task may end in it: it is counted, and not waited for.
reboot() {
	under ${some:+-w $some} direct plain reboots
	rows_are <<-END
		64:execve 1 1
		64:reboot 1 0
		64:exit_group 1 0
	END
}

module_load
# Without dispatchers to find handlers in, it takes a few calls only.
some=''
grep -q '^symbol x64_sys_call ok' "$debugfs/status" ||
	some=calls=64:0,1,35,59,60,110,169,230,231
[ -z "$(why_not)" ] || skip_all "$(why_not)"
plan 15
check "not for every task" not_everyone
module_load
check "in place" in_place
check "status says whom it keeps out, while it does" says_whom_it_keeps_out
check "calls that are left keep the module" keeps_the_module
check "the reader unloads it when they have returned" waits_to_unload
check "odd names are escaped" odd_names
check "they return while it ends" wakes_meanwhile
check "sessions while calls are left" sessions_meanwhile
check "ended from inside" ends_from_inside
check "not at load" not_at_load
check "a session that a compat program begins" by_compat
check "a backtrace through it" backtrace
check "a handler that a BPF program is on" taken_by_bpf
check "calls through retpolines and return thunks" return_thunks
check "reboot is taken as never returning" reboot
finish
