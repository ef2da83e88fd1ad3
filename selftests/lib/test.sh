# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# What every test begins with: results, the module loaded afresh, and ways to
# count a program and to look at the figures. Sourced first thing.

here=$(cd "$(dirname "$0")" && pwd)
bin=$here/bin
# shellcheck source=ktap.sh
. "$here/lib/ktap.sh"
# shellcheck source=module.sh
. "$here/lib/module.sh"

tmp=$(mktemp -d) || exit
# Those that tests are about; run.sh --hooks chooses others.
hooks=${HOOKS:-kretprobe tracepoint}

# Commands that put back what a test changed elsewhere.
undo=:

at_exit() {
	status=$?
	trap - EXIT
	# A session that is held open would keep the module.
	exec 3>&- 4>&- 5>&- 6>&- 7>&-
	eval "$undo"
	rm -rf "$tmp"
	module_unload
	exit $status
}
trap at_exit EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

[ "$(id -u)" = 0 ] || skip_all "only root may load a module"
[ -x "$bin/tool" ] || skip_all "the fixtures aren't built: make -C selftests"
module_there || skip_all "there is no module: make, or make install"
# A test may be about its absence.
[ "${without_debugfs:-}" ] || [ -d /sys/kernel/debug/tracing ] ||
	skip_all "debugfs isn't mounted: mount -t debugfs none /sys/kernel/debug"

# reader ARGUMENT...: the program "sysprobe", of the tree if it was built there.
reader() { "$reader" "$@"; }
reader=$here/../userspace/sysprobe
[ -x "$reader" ] || reader=$(command -v sysprobe)

# plan_hooks CASES [MORE]: so many for each hook, and so many more.
# shellcheck disable=SC2086 # words
plan_hooks() { plan $(($1 * $(set -- $hooks && echo $#) + ${2:-0})); }

# per_hook NAME FUNCTION [ARGUMENT...]: a case for each; FUNCTION gets the
# hook's name first.
per_hook() {
	name=$1
	function=$2
	shift 2
	for hook in $hooks; do
		check "$name, $hook" with_hook "$hook" "$function" "$@"
	done
}

# everyone HOOK FUNCTION: with a session for every task, which not every hook
# takes.
everyone() {
	if [ "$1" = direct ]; then
		skip "it takes no session for every task, as sleepers may never return"
	else
		"$2" "$1"
	fi
}

# widest HOOK: words of a start for as many tasks as it takes, of us at least.
widest() {
	[ "$1" = direct ] || { echo all; return; }
	echo "pid=$$"
}

# mitigated VULNERABILITY WORDS PARAMETER: does the kernel say so of it? If not, the case
# is skipped, or has failed on a test machine that was booted with PARAMETER for it.
mitigated() {
	says=$(cat "/sys/devices/system/cpu/vulnerabilities/$1" 2>/dev/null)
	case $says in
	*"$2"*) return 0 ;;
	esac
	if [ "${MAY_SKIP:-}" ] && grep -qw "$3" /proc/cmdline; then
		fail "$1 with $3: $says"
	else
		skip "$1 is met without: $2"
	fi
	return 1
}

# hook_why_not HOOK: nothing if it can be used here.
hook_why_not() { sed -n "s/^hook_$1 no //p" $debugfs/status; }

# some_hook: the first that can be used here.
some_hook() {
	for hook in $hooks; do
		[ "$(hook_why_not "$hook")" ] || break
	done
	echo "$hook"
}

# few_calls HOOK: " calls=..." of what the fixtures make, for a hook that doesn't take
# all; else nothing. Without a dispatcher to find handlers in, direct takes 32 of an ABI,
# execve and execveat being two of them where one is waited for.
FEW='read write close openat poll rt_sigaction rt_sigprocmask rt_sigreturn sigreturn
	restart_syscall pause nanosleep getpid clone fork vfork execve exit exit_group wait4 kill
	tgkill getppid gettid prctl ptrace futex sched_yield pipe2'
few_calls() {
	[ "$1" = direct ] || return 0
	! grep -q '^symbol x64_sys_call ok' "$debugfs/status" || return 0
	for abi in 64 ia32; do
		list=''
		for call in $FEW; do
			list=$list${list:+,}$(nr $abi "$call")
		done
		printf ' calls=%s:%s' $abi "$(echo "$list" | tr -s ,)"
	done
}

# with_hook HOOK FUNCTION [ARGUMENT...]: where it can be used; sets few, for starts that
# name no calls.
with_hook() {
	with=$1
	function=$2
	few=$(few_calls "$1")
	shift 2
	why_not=$(hook_why_not "$with")
	if [ "$why_not" ] && [ "${MAY_SKIP:-}" ] && [ "${HOOKS:-}" ]; then
		fail "it can't be used: $why_not"
	elif [ "$why_not" ]; then
		skip "$why_not"
	else
		"$function" "$with" "$@"
	fi
}

# ctl [OPTION...] COMMAND...: to a control file; an outcome a line.
ctl() { "$bin/tool" ctl "$@"; }

# other_threads PID: but the leader.
other_threads() {
	for task in "/proc/$1/task"/*; do
		[ ! -d "$task" ] || [ "${task##*/}" = "$1" ] || echo "${task##*/}"
	done
}

# nr ABI NAME: a syscall's number.
nr() { awk -v abi="$1" -v name="$2" '$1 == abi && $3 == name { print $2 }' "$bin/names"; }

# vdso32_way: sysenter or syscall32, which the kernel gives 32-bit programs on this
# maker's CPUs; nothing: neither, as with FRED, or it is not known.
vdso32_way() {
	! grep -qw fred /proc/cpuinfo || return 0
	case $(sed -n 's/^vendor_id[[:space:]]*: //p' /proc/cpuinfo | head -n 1) in
	GenuineIntel|CentaurHauls) echo sysenter ;;
	AuthenticAMD|HygonGenuine) echo syscall32 ;;
	esac
}

# under [OPTION...] HOOK PROGRAM [ARGUMENT...]: count a fixture, by name. It
# has to end with the status $expected, which is 0 unless set.
under() {
	options=''
	while [ "${1#-}" != "$1" ]; do
		case $1 in
		-t) options="$options $1"; shift ;;
		*) options="$options $1 $2"; shift 2 ;;
		esac
	done
	case $options in
	*calls=*) ;;
	*) [ ! "${few:-}" ] || options="$options $(echo "$few" | sed 's/ calls=/ -w calls=/g')" ;;
	esac
	hook=$1
	program=$bin/$2
	shift 2
	status=0
	# shellcheck disable=SC2086 # words
	"$bin/tool" under $options "$hook" "$program" "$@" || status=$?
	is "exit status of ${program##*/} $*" "${expected:-0}" "$status"
	expected=''
}

# columns FILE COLUMN...: of one of the module's tables, with the names of
# syscalls as ABI:NAME in front.
columns() {
	file=$1
	shift
	awk -v wanted="$*" '
		FILENAME != ARGV[2] { name[$1 ":" $2] = $3; next }
		/^#/ { next }
		!titles {
			titles = 1
			n = split(wanted, want, " ")
			for (i = 1; i <= NF; i++)
				at[$i] = i
			next
		}
		{
			line = $1 ":" (($1 ":" $2) in name ? name[$1 ":" $2] : $2)
			for (i = 1; i <= n; i++)
				line = line " " $at[want[i]]
			print line
		}' "$bin/names" "$file"
}

# figure ABI:NAME COLUMN: one field of syscalls; nothing if there is no row.
figure() { columns $debugfs/syscalls "$2" | awk -v row="$1" '$1 == row { print $2 }'; }

# sum COLUMN [NAME...]: over all syscalls, or over those.
sum() {
	column=$1
	shift
	columns "$debugfs/syscalls" "$column" | awk -v names=" $* " '
		names == "  " || index(names, " " substr($1, index($1, ":") + 1) " ") { n += $2 }
		END { print n + 0 }'
}

# all_accounted_for: every call that began has come back, was cut off by its task's
# end, was inside when the session ended, or never returns.
all_accounted_for() {
	calls=$(sum calls)
	returned=$(sum returned)
	never=$(sum calls exit exit_group)
	unfinished=$(counter unfinished)
	unfinished=${unfinished%% *}
	inside=$(status_of inside)
	note "$calls calls = $returned returned + $unfinished unfinished + $inside inside + $never exits"
	is "calls" "$calls" $((returned + unfinished + inside + never))
	nothing_lost
}

# rows_are: the rows of syscalls are those on stdin, no more and no less:
# "ABI:NAME calls returned errors restarted". What is left out at the end is
# as if all calls came back, none failed, none was restarted; "?" is anything.
rows_are() {
	cat >"$tmp/wanted"
	columns $debugfs/syscalls calls returned errors restarted >"$tmp/got"
	awk '
		function filled(   line) {
			line = $1 " " $2 " " (NF > 2 ? $3 : $2)
			return line " " (NF > 3 ? $4 : 0) " " (NF > 4 ? $5 : 0)
		}
		function matches(a, b,   x, y, n, i) {
			n = split(a, x, " ")
			split(b, y, " ")
			for (i = 2; i <= n; i++)
				if (x[i] != "?" && x[i] != y[i])
					return 0
			return 1
		}
		FILENAME == ARGV[1] { if (NF) wanted[$1] = filled(); next }
		{ got[$1] = $0 }
		END {
			for (row in wanted)
				if (!(row in got))
					print "wanted " wanted[row] ", got none"
				else if (!matches(wanted[row], got[row]))
					print "wanted " wanted[row] ", got " got[row]
			for (row in got)
				if (!(row in wanted))
					print "unwanted " got[row]
		}' "$tmp/wanted" "$tmp/got" >"$tmp/differences"
	[ ! -s "$tmp/differences" ] || fail "$(cat "$tmp/differences")"
}

# counter NAME: what status says of it, flags included.
counter() { sed -n "s/^counter $1 //p" $debugfs/status; }

# counter_is NAME VALUE: and none of its flags says that it may be more.
counter_is() {
	got=$(counter "$1")
	is "counter $1" "$2" "${got%% *}"
}

# nothing_lost: every counter of what should not be is 0.
nothing_lost() {
	lost=$(awk '$1 == "counter" && $3 != 0 && !/ normal/' $debugfs/status)
	[ ! "$lost" ] || fail "$lost"
}

# status_of KEY: the rest of its line in status.
status_of() { sed -n "s/^$1 //p" $debugfs/status; }

# control_says KEY: the value of KEY=VALUE in control.
control_says() { tr ' ' '\n' <$control | sed -n "s/^$1=//p"; }

is_off() { [ "$(control_says state)" = off ]; }

# seconds: since boot; no process is made to find out.
seconds() {
	read -r up _ </proc/uptime
	echo "${up%%.*}"
}

# wait_until COMMAND...: true. Looks often, gives up in the end.
wait_until() {
	until_then=$(($(seconds) + 30 * ${SLOWNESS:-1}))
	until "$@"; do
		if [ "$(seconds)" -gt $until_then ]; then
			fail "waited in vain for: $*"
			return 1
		fi
		sleep 0.02
	done
}

# asleep_in PID NUMBER: is it waiting in that call?
asleep_in() {
	read -r at _ 2>/dev/null <"/proc/$1/syscall" && [ "$at" = "$2" ]
}

gone() { [ ! -e "/proc/$1" ] || grep -q '^State:	Z' "/proc/$1/status" 2>/dev/null; }
