#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The cost table: rows make the calls that they say, by the kernel's own count;
# what must cost more than something else does; what can't be measured says why.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"
# shellcheck source=lib/cost.sh
. "$here/lib/cost.sh"

# What any kernel and CPU can do.
ANYWHERE='getpid clock_gettime-vdso clock_gettime read-pipe-empty write-null open-close
	sendto-udp epoll_wait syscall syscall-libc no-such-number seccomp-none seccomp-bitmap
	seccomp-compare-10 seccomp-stack-8 seccomp-errno seccomp-trap seccomp-kill untraced
	ptrace-seccomp ptrace server-epoll read-single readv-64 write-single writev-64
	sendmsg-single sendmmsg-64 recvmsg-single recvmmsg-64'

# measure ARGUMENT...: rows as CSV, one a line.
measure() {
	reader cost --csv "$@" >"$tmp/csv" 2>"$tmp/err" || fail "the reader says: $(cat "$tmp/err")"
	is "errors" "" "$(cat "$tmp/err")"
	tr -d '\r' <"$tmp/csv" | sed 1d >"$tmp/rows"
	[ -s "$tmp/rows" ] || fail "no row: $(cat "$tmp/csv")"
}

# of ROW COLUMN
of() { awk -F, -v row="$1" -v column="$2" '$2 == row { print $column }' "$tmp/rows"; }

# cheaper ROW ROW: by minima, as these are what interrupts disturb least.
cheaper() {
	[ "$(of "$1" 22)$(of "$2" 22)" = '""""' ] || { fail "$1 and $2 aren't both measured"; return; }
	[ "$(of "$1" 6)" -lt "$(of "$2" 6)" ] || fail "$1 takes $(of "$1" 6) ticks, $2 $(of "$2" 6)"
}

# What the vDSO can't answer here enters, and the count says so.
answered_in_user_space() {
	grep -qwE 'tsc|kvm-clock' /sys/devices/system/clocksource/clocksource0/current_clocksource &&
		! grep -qw vdso=0 /proc/cmdline
}

counts() {
	measure --quick
	cost_all_measured "$tmp/csv"
	for row in $ANYWHERE; do
		[ "$(of "$row" 22)" = '""' ] || fail "$row is not measured: $(of "$row" 22)"
	done
	exempt=clock_gettime-vdso
	! answered_in_user_space || exempt=none
	awk -F, -v exempt="$exempt" '$22 == "\"\"" && $20 != "" && $2 != exempt && ($19 != $20 || $21) {
			print $2 " made " $20 " calls, not " $19 ", and " $21 " others" }' "$tmp/rows" >"$tmp/wrong"
	is "rows whose count is another" "" "$(cat "$tmp/wrong")"
	awk -F, '$22 == "\"\"" && $20 == "" && $2 !~ /^sysprobe-/ { print $2 }' "$tmp/rows" >"$tmp/wrong"
	is "rows that are not counted" "" "$(cat "$tmp/wrong")"
	is "getpid's" 64,64,0 "$(of getpid 19),$(of getpid 20),$(of getpid 21)"
	is "open's and close's" 128 "$(of open-close 20)"
	nobody_counts
}

# A row that has a figure and no count has to have a reason.
nobody_counts() {
	reader cost --quick --only getpid --json >"$tmp/json" 2>"$tmp/err" || fail "$(cat "$tmp/err")"
	is "why it is not counted" "null" "$(sed -n 's/^  "why_not_counted": \(.*\),$/\1/p' "$tmp/json")"
	is "state" off "$(control_says state | sed 's/idle\|stopped/off/')"
}

orders() {
	measure --quick --group basic
	! answered_in_user_space || cheaper clock_gettime-vdso clock_gettime
	cheaper getpid open-close
	cheaper getpid sendto-udp
	cheaper getpid epoll_wait
}

# figures are there, whoever asks.
unprivileged() {
	"$bin/tool" nobody "$reader" cost --quick --group basic >"$tmp/out" 2>"$tmp/err" ||
		fail "the reader says: $(cat "$tmp/err")"
	grep -q 'Calls are not counted: no permission to open' "$tmp/out" || fail "$(cat "$tmp/out")"
	grep -q '^  getpid  *[1-9]' "$tmp/out" || fail "$(cat "$tmp/out")"
}

# refused SENTENCE ARGUMENT...
refused() {
	sentence=$1
	shift
	reader cost "$@" >"$tmp/out" 2>"$tmp/err" && fail "'$*' is taken"
	is "stdout" "" "$(cat "$tmp/out")"
	is "what it says" "sysprobe: $sentence" "$(cat "$tmp/err")"
}

refusals() {
	refused "there is no group 'basics'; did you mean 'basic'?" --group basics
	refused "there is no row 'getpit'; did you mean 'getpid'?" --only getpid,getpit
	refused "none of these rows is in group entry; 'sysprobe cost --list' shows them" \
		--group entry --only getpid
	refused "--json, --csv and --list exclude each other; choose one" --json --csv
}

# Without descriptors a row is skipped and says what to do. Whoever runs us may
# have some open.
out_of_files() {
	# shellcheck disable=SC3045 # dash and busybox have it
	(ulimit -n 4; exec "$reader" cost --quick --only epoll_wait) \
		3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- >"$tmp/out" 2>"$tmp/err" ||
		fail "the reader says: $(cat "$tmp/err")"
	grep -q 'epoll_wait  *skipped, .*raise the limit, ulimit -n' "$tmp/out" || fail "$(cat "$tmp/out")"
}

# However it ends, none of its processes stays.
killed() {
	for signal in INT TERM KILL; do
		"$reader" cost >/dev/null 2>&1 &
		pid=$!
		wait_until has_children $pid
		children=$(children_of $pid)
		# a shell has its children in the background ignore SIGINT
		[ $signal != INT ] || signal=HUP
		kill -$signal $pid
		wait $pid
		for child in $children; do
			wait_until gone "$child"
		done
	done
	is "state" off "$(control_says state | sed 's/idle\|stopped/off/')"
}

has_children() { [ "$(children_of "$1")" ]; }
children_of() { cat "/proc/$1/task/$1/children" 2>/dev/null; }

without_module() {
	module_unload
	measure --quick --group basic
	is "getpid's count" "" "$(of getpid 20)"
	[ "$(of getpid 8)" -gt 0 ] || fail "no figure: $(cat "$tmp/rows")"
}

plan 7
module_load
left_out=$(cost_left_out)
note "can't be measured here: $(echo "$left_out" | tr "\n" " ")"
check "each row makes the calls that it says" counts
check "what does more costs more" orders
check "without root there are figures, without counts" unprivileged
check "a wrong word is refused with a sentence" refusals
check "out of files is a sentence" out_of_files
check "killed, it leaves no process and no session" killed
check "without the module there are figures" without_module
finish
