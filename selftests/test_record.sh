#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# record: each call that is counted is an event in a file that trace-cmd reads, or
# is said to be lost; and tracefs is left as it was found.
#
# timeout: 600

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

command -v trace-cmd >/dev/null || skip_all "trace-cmd isn't installed, which reads what was recorded"

instances=/sys/kernel/debug/tracing/instances
dat=$tmp/trace.dat

# record ARGUMENT...: with what came of it in $tmp/json.
record() { reader record --json -o "$dat" "$@" >"$tmp/json" 2>"$tmp/err"; }

# says KEY: of the recording.
says() { sed -n "s/^  \"$1\": \"*\\([a-z0-9]*\\)\"*,*\$/\\1/p" "$tmp/json"; }

# of_event EVENT KEY: the same of one kind.
of_event() { sed -n "/\"event\": \"$1\"/,/}/s/^ *\"$2\": \\([0-9]*\\),*\$/\\1/p" "$tmp/json"; }

# shown [PATTERN]: events of which trace-cmd reports so.
shown() {
	trace-cmd report "$dat" >"$tmp/report" 2>"$tmp/not" || fail "trace-cmd fails: $(cat "$tmp/not")"
	grep sysprobe_ "$tmp/report" | grep -c -- "${1:-.}"
}

left_nothing() {
	is "state" off "$(control_says state)"
	left_no_file
}

left_no_file() {
	[ ! "$(ls $instances)" ] || fail "an instance is left: $(ls $instances)"
	left=$(cd "$tmp" && ls -d trace.dat.* 2>/dev/null)
	[ ! "$left" ] || fail "a file is left: $left"
}

# balanced: nothing is lost, and what the file says is what was counted.
balanced() {
	is "lost" 0 "$(says lost)"
	is "equal" true "$(says equal)"
	is "events that trace-cmd sees" "$(says counted)" "$(shown)"
	left_nothing
}

# First, as a kernel that has traced nothing since it was booted has no names of
# tasks either.
nothing_at_all() {
	record -e reboot -- "$bin/plain" getppid || fail "$(cat "$tmp/err")"
	is "written" 0 "$(says written)"
	balanced
}

number_of_calls() {
	record --hook "$1" -e getppid -- "$bin/plain" getppid 1000 || fail "$(cat "$tmp/err")"
	is "counted" 1000 "$(says counted)"
	is "written" 1000 "$(says written)"
	is "calls" 1000 "$(shown "abi=64 nr=$(nr 64 getppid) ")"
	balanced
}

# Not one call more or less than the session has, of any number.
of_a_tree() {
	record --hook "$1" -- "$bin/procs" forks || fail "$(cat "$tmp/err")"
	balanced
	sed -n 's/.* abi=\([a-z0-9]*\) nr=\([0-9]*\) .*/\1 \2/p' "$tmp/report" | sort | uniq -c |
		awk '{ print $2, $3, $1 }' | sort >"$tmp/events"
	awk '/^#/ { next } !titles { titles = 1; next } $5 { print $1, $2, $5 }' "$debugfs/syscalls" | sort >"$tmp/rows"
	diff "$tmp/rows" "$tmp/events" >"$tmp/diff" || fail "$(cat "$tmp/diff")"
	is "getppid of its children" 6 "$(shown "nr=$(nr 64 getppid) ")"
}

its_status() {
	record -- sh -c 'exit 7'
	is "its status" 7 $?
	balanced
	record -- sh -c 'kill -KILL $$'
	is "its status, killed" 137 $?
	balanced
}

results() {
	record --errors-only -- "$bin/plain" hole || fail "$(cat "$tmp/err")"
	is "failures with ENOSYS" 3 "$(shown "ret=-38 ")"
	balanced
}

# A page a CPU, and more calls than it takes.
full_ring() {
	record -b 4 -e getppid -- "$bin/plain" getppid 50000 || fail "$(cat "$tmp/err")"
	note "$(says written) events written, $(says lost) lost, $(says counted) counted"
	[ "$(says lost)" -gt 0 ] || fail "nothing was lost: $(cat "$tmp/json")"
	is "equal" true "$(says equal)"
	is "counted" 50000 "$(says counted)"
	is "written and lost" 50000 $(($(says written) + $(says lost)))
	is "events that trace-cmd sees" "$(says written)" "$(shown)"
	reader record -b 4 -e getppid -o "$dat" -- "$bin/plain" getppid 20000 2>"$tmp/err"
	grep -q '^The file has gaps' "$tmp/err" || fail "eyes aren't told: $(cat "$tmp/err")"
	left_nothing
}

# The file holds many times what the ring does.
long_one() {
	record -b 256 -e getppid -- sh -c "for i in 1 2 3 4 5; do '$bin/plain' getppid 8000; sleep 0.5; done" ||
		fail "$(cat "$tmp/err")"
	# The shell may make some, too.
	[ "$(says counted)" -ge 40000 ] || fail "$(says counted) of 40000 were counted"
	is "equal" true "$(says equal)"
	is "events that trace-cmd sees" "$(says written)" "$(shown)"
	[ $(($(wc -c <"$dat") / 1024)) -gt 512 ] || [ "$(says lost)" -gt 0 ] || fail "the ring holds it all: $(wc -c <"$dat")"
	note "$(says written) written, $(says lost) lost"
	left_nothing
}

other_kinds() {
	record --switches --vdso -- sh -c 'sleep 1; sleep 1' || fail "$(cat "$tmp/err")"
	for event in sysprobe_syscall sysprobe_mm_switch sysprobe_vdso_update; do
		[ "$(of_event $event counted)" -gt 0 ] || fail "no $event was counted"
		is "$event" "$(of_event $event counted)" "$(of_event $event written)"
		is "$event that trace-cmd sees" "$(of_event $event written)" "$(shown "$event:")"
	done
	balanced
	record -- true || fail "$(cat "$tmp/err")"
	is "calls, unless others are asked for" "$(shown)" "$(shown sysprobe_syscall:)"
}

clocks() {
	for clock in mono x86-tsc; do
		record --clock $clock -- true || fail "$(cat "$tmp/err")"
		is "clock" $clock "$(sed -n 's/^  "clock": "\([a-z0-9-]*\)",/\1/p' "$tmp/json")"
		balanced
	done
	# Stamps of the TSC are no seconds.
	[ "$(grep -c '] *[0-9]*: *sysprobe_syscall:' "$tmp/report")" = "$(says written)" ] || fail "$(head -n 3 "$tmp/report")"
}

# followed PID: is it the session's?
followed() { [ "$(control_says target)" = "$1" ]; }

a_process() {
	"$bin/procs" gate true <"$tmp/fifo" &
	pid=$!
	exec 6>"$tmp/fifo"
	record -p $pid &
	recorder=$!
	wait_until followed $pid || return
	echo >&6
	exec 6>&-
	wait $recorder
	is "its status" 0 $?
	balanced
	[ "$(says counted)" -gt 0 ] || fail "nothing was counted"
}

# background ARGUMENT...: a recorder, as a person's shell would start it.
background() {
	"$bin/tool" foreground "$reader" record --json -o "$dat" "$@" >"$tmp/json" 2>"$tmp/err" &
	pid=$!
	wait_until counting
}
counting() { [ "$(control_says owner)" = "$pid" ]; }

# has_ended STATUS: the recorder, so, and with all that is in the file.
has_ended() {
	wait "$pid"
	status=$?
	[ $status = "$1" ] || fail "status $status instead of $1: $(cat "$tmp/err")"
	balanced
}

# ends SIGNAL STATUS
ends() {
	background -p $$ || return
	ls /proc/self >/dev/null
	kill -"$1" $pid
	has_ended "$2"
}

killed() {
	echo kept >"$dat"
	background -p $$ || return
	[ "$(ls $instances)" ] || fail "there is no instance"
	kill -KILL $pid
	wait $pid 2>/dev/null
	wait_until is_empty $instances
	wait_until is_off
	left_nothing
	is "the file" kept "$(cat "$dat")"
}
is_empty() { [ ! "$(ls "$1")" ]; }

# What the second takes away is itself followed by the first: on one CPU, each
# page that it reads would make it the next.
two_at_once() {
	background -p $$ || return
	taskset 1 "$reader" record -o "$tmp/other" -- true >"$tmp/out" 2>"$tmp/others"
	is "status of the second" 1 $?
	grep -q "^sysprobe: .* $pid " "$tmp/others" || fail "$(cat "$tmp/others")"
	[ ! -e "$tmp/other" ] || fail "it has written something"
	is "instances" "sysprobe-$pid" "$(ls $instances)"
	kill -INT $pid
	has_ended 0
	[ "$(shown "nr=$(nr 64 write) ")" -lt 1000 ] || fail "$(shown "nr=$(nr 64 write) ") calls of write"
}

# refused STATUS ARGUMENT...: with a sentence, and what there was stays.
refused() {
	wanted=$1
	shift
	echo kept >"$dat"
	record "$@"
	is "status of $*" "$wanted" $?
	is "lines for $*" 1 "$(grep -c '^sysprobe: ' "$tmp/err")"
	is "the file" kept "$(cat "$dat")"
	left_nothing
}

wrong_ones() {
	refused 2 --clock sundial true
	refused 2 --clock '' true
	refused 2 --buffer 0 true
	refused 2 -e raed true
	refused 127 -- nosuch
	refused 1 -o "$tmp/nosuch/file" true
	refused 1 -p 2000000000
	printf '#!/no/interpreter\n' >"$tmp/odd"
	chmod +x "$tmp/odd"
	refused 126 -- "$tmp/odd"
}

# What is there once for all may be there already.
beside_others() {
	mkdir $instances/another
	undo="rmdir $instances/another"
	echo 1 >$instances/another/events/sysprobe/enable
	record -e getppid -- "$bin/plain" getppid 10 || fail "$(cat "$tmp/err")"
	is "written" 10 "$(says written)"
	is "of the other" 10 "$(grep -c 'sysprobe_syscall:' $instances/another/trace)"
	is "instances" another "$(ls $instances)"
	is "enabled in the other" 1 "$(cat $instances/another/events/sysprobe/sysprobe_syscall/enable)"
	is "enabled in none" 0 "$(cat $instances/../events/sysprobe/sysprobe_syscall/enable)"
	eval "$undo"
	undo=:
}

# Half-way, with files of some CPUs open and none left to end that with: where a
# session goes on that follows us, each page that it took would make the next.
out_of_files() {
	reader start || fail "cannot start"
	undo='reader stop'
	for files in $(seq 4 24); do
		echo kept >"$dat"
		# shellcheck disable=SC3045 # dash and busybox have it
		(ulimit -n "$files"; exec timeout -s KILL 10 taskset 1 "$reader" record -o "$dat" true) \
			3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- >"$tmp/out" 2>"$tmp/err"
		is "status with $files files" 1 $?
		is "lines with $files files" 1 "$(grep -c '^sysprobe: ' "$tmp/err")"
		is "the file" kept "$(cat "$dat")"
		wait_until is_empty $instances
		left_no_file
		! has_failed || break
	done
	reader stop >/dev/null
	undo=:
	left_nothing
}

# More than it may have are raised to what it might, which is not for the command.
its_limit() {
	# shellcheck disable=SC3045 # dash and busybox have it
	(ulimit -Sn 12; ulimit -Hn 100; exec "$reader" record -o "$dat" -- sh -c 'ulimit -Sn; ulimit -Hn') \
		3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- >"$tmp/out" 2>"$tmp/err" || fail "$(cat "$tmp/err")"
	is "the command's limits" "12 100" "$(tr '\n' ' ' <"$tmp/out" | sed 's/ $//')"
	left_nothing
}

# What comes while the file is written doesn't take it away.
again_and_again() {
	echo kept >"$dat"
	background -p $$ || return
	while [ -d "$instances/sysprobe-$pid" ] && kill -INT $pid 2>/dev/null; do
		:
	done
	# The last may end the report, which comes after the file.
	wait $pid
	[ "$(cat "$dat")" != kept ] || { fail "the recording is lost"; return; }
	[ "$(shown)" -gt 0 ] || fail "nothing was recorded"
	wait_until is_empty $instances
	left_nothing
}

# Not the events', but the whole file's head is too large.
too_large() {
	echo kept >"$dat"
	# shellcheck disable=SC3045 # dash and busybox have it
	(ulimit -f 8; exec "$reader" record -e getppid -o "$dat" true) >"$tmp/out" 2>"$tmp/err"
	is "its status" 1 $?
	grep -q "^sysprobe: cannot write .*$dat (File too large)" "$tmp/err" || fail "$(cat "$tmp/err")"
	is "the file" kept "$(cat "$dat")"
	left_nothing
}

# small_disk: a file system with little room, of which nothing is used.
small_disk() {
	mkdir -p "$tmp/small"
	mount -t tmpfs -o size=1m none "$tmp/small" || { fail "cannot mount"; return 1; }
	undo="umount $tmp/small"
	used=$(stat -f -c '%b %f' "$tmp/small")
}

# The command goes on, and may have use for the room.
full_disk() {
	small_disk || return
	record -e getppid -b 64 -o "$tmp/small/dat" -- sh -c "
		'$bin/plain' getppid 50000
		sleep 1
		stat -f -c '%b %f' '$tmp/small' >'$tmp/used'"
	is "its status" 1 $?
	grep -q '^sysprobe: the events of CPU .* cannot be written (No space left' "$tmp/err" || fail "$(cat "$tmp/err")"
	is "blocks, and those free" "$used" "$(cat "$tmp/used")"
	eval "$undo"
	undo=:
	left_nothing
}

# There is nothing that it could wait for.
full_disk_at_once() {
	small_disk || return
	"$bin/plain" getppid 1000000000 &
	busy=$!
	undo="kill $busy; $undo"
	timeout 60 "$reader" record -e getppid -b 64 -o "$tmp/small/dat" -p $busy >"$tmp/out" 2>"$tmp/err"
	is "its status" 1 $?
	grep -q '^sysprobe: the events of CPU .* cannot be written (No space left' "$tmp/err" || fail "$(cat "$tmp/err")"
	eval "$undo" 2>/dev/null
	wait $busy 2>/dev/null
	undo=:
	left_nothing
}

# into_pipe ARGUMENT...: a recorder.
into_pipe() {
	rm -f "$tmp/ran"
	"$bin/tool" foreground "$reader" record -o "$tmp/pipe" "$@" >"$tmp/out" 2>"$tmp/err" &
	pid=$!
	undo="kill -KILL $pid"
}

# ends_in CALL: in which it waits for somebody.
ends_in() {
	wait_until asleep_in "$pid" "$(nr 64 "$1")" && kill -TERM "$pid" && wait_until gone "$pid"
	eval "$undo" 2>/dev/null
	undo=:
	wait "$pid"
	is "its status" 143 $?
	wait_until is_empty $instances
	wait_until is_off
	left_nothing
}

# Before a session has begun, as it is not known for how long.
pipe_unopened() {
	into_pipe -- touch "$tmp/ran"
	ends_in openat
	[ ! -e "$tmp/ran" ] || fail "the command was run"
}

pipe_unread() {
	sleep 1000 <>"$tmp/pipe" &
	sleeper=$!
	into_pipe -e getppid -- sh -c "'$bin/plain' getppid 5000; touch '$tmp/ran'"
	wait_until [ -e "$tmp/ran" ] && wait_until is_off
	ends_in write
	kill $sleeper
	wait $sleeper 2>/dev/null
}

pipe_read() {
	cat "$tmp/pipe" >"$dat" &
	pid=$!
	reader record --json -o "$tmp/pipe" -e getppid -- "$bin/plain" getppid 5000 >"$tmp/json" 2>"$tmp/err" ||
		fail "$(cat "$tmp/err")"
	wait $pid
	is "counted" 5000 "$(says counted)"
	balanced
}

plan $(($(echo "$hooks" | wc -w) * 2 + 23))
module_load
mkfifo "$tmp/fifo" "$tmp/pipe"
check "no event" nothing_at_all
per_hook "as many events as calls" number_of_calls
per_hook "of all that a command forks" of_a_tree
check "its status is the command's" its_status
check "failing calls only" results
check "a full ring" full_ring
check "more than the ring holds" long_one
check "switches and rewrites" other_kinds
check "other clocks" clocks
check "a process until it exits" a_process
check "Ctrl-C" ends INT 0
check "SIGTERM" ends TERM 143
check "the recorder is killed" killed
check "two at once" two_at_once
check "what cannot be is refused" wrong_ones
check "another instance" beside_others
check "out of files" out_of_files
check "its limit of files is not the command's" its_limit
check "Ctrl-C again and again" again_and_again
check "a file that may not be so large" too_large
check "a full disk has its room back" full_disk
check "a full disk ends it" full_disk_at_once
check "a pipe that nobody opens" pipe_unopened
check "a pipe that nobody reads" pipe_unread
check "a pipe" pipe_read
finish
