#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What the reader can't do it refuses: one sentence on stderr, nothing on
# stdout, the promised exit status. No session begins, the command isn't run.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

# as WORD...: how the next ones are run; nothing is as root.
as() { as="$*"; }
as

# refused STATUS SAYS ARGUMENT...
refused() {
	wanted=$1
	says=$2
	shift 2
	before=$(cat "$control" 2>/dev/null)
	# shellcheck disable=SC2086 # words
	$as "$reader" "$@" >"$tmp/out" 2>"$tmp/err"
	is "status of $*" "$wanted" $?
	[ ! -s "$tmp/out" ] || fail "$* writes to stdout: $(head -n 3 "$tmp/out")"
	is "lines that $* says" 1 "$(wc -l <"$tmp/err")"
	grep -q "^sysprobe: .*$says" "$tmp/err" || fail "$* says: $(cat "$tmp/err")"
	[ "$(cat "$control" 2>/dev/null)" = "$before" ] || fail "$* changed the session"
	[ ! -e "$tmp/ran" ] || fail "$* ran the command"
	rm -f "$tmp/ran"
}

# everything STATUS SAYS: whatever needs the module.
everything() {
	refused "$1" "$2" stat -- touch "$tmp/ran"
	refused "$1" "$2" stat -p $$
	refused "$1" "$2" start
	refused "$1" "$2" stop
	refused "$1" "$2" reset
}

words() {
	refused 2 "did you mean 'stat'" sttat -- touch "$tmp/ran"
	refused 2 "no option --colour" stat --colour -- touch "$tmp/ran"
	refused 2 "did you mean 'read'" stat -e raed -- touch "$tmp/ran"
	refused 2 "did you mean 'ia32:read'" stat -e ia32:raed -- touch "$tmp/ran"
	refused 2 "64:9999" stat -e 64:9999 -- touch "$tmp/ran"
	refused 2 "no unit 'hours'" stat -u hours -- touch "$tmp/ran"
	refused 2 "no time" stat -d never -- touch "$tmp/ran"
	refused 2 "column" stat -c calls,colour -- touch "$tmp/ran"
	refused 2 "hook" stat --hook fastest -- touch "$tmp/ran"
	refused 2 "no command" stat --
	refused 2 "not both" stat -p $$ -- touch "$tmp/ran"
	refused 2 "no argument" stop now
}

targets() {
	refused 1 "no process 4194304" stat -p 4194304
	refused 1 "no thread 4194304" stat -t 4194304
	refused 1 "no process 4194304" start -p 4194304
	refused 2 "self" stat -p self
}

commands() {
	refused 127 "not found" stat -- no-such-command
	refused 127 "not found" stat -- "$tmp/no-such-command"
	echo hello >"$tmp/odd"
	refused 126 "not executable" stat -- "$tmp/odd"
	refused 126 "not executable" stat -- "$tmp"
	refused 1 "cannot write to" stat -o "$tmp/no/such/report" -- touch "$tmp/ran"
}

# What only execve finds out is found with the session on; it ends all the same.
programs() {
	chmod 755 "$tmp/odd"
	for first in 'hello' '#!/no/interpreter'; do
		echo "$first" >"$tmp/odd"
		reader stat -- "$tmp/odd" >"$tmp/out" 2>"$tmp/err"
		is "status with '$first'" 126 $?
		is "lines it says" 1 "$(wc -l <"$tmp/err")"
		is "state" off "$(control_says state)"
	done
}

nothing_counted() {
	refused 1 "nothing was counted yet" stat --last
	refused 1 "nothing is counting" stop
	refused 1 "nothing is counting" reset
}

# somebody_elses: session; the first owner is asked for in the sentence.
somebody_elses() {
	exec 3<>"$control"
	echo "start tid=$$" >&3 || fail "cannot start"
	for verb in start stop reset; do
		refused 1 "process $$ is counting" $verb
	done
	refused 1 "process $$ is counting" stat -- touch "$tmp/ran"
	exec 3>&-
	is "start" ok "$(ctl "start persist tid=$$")"
	refused 1 "sysprobe stop" start
	refused 1 "sysprobe stop" stat -- touch "$tmp/ran"
	is "stop" ok "$(ctl stop)"
}

powerless() {
	as "$bin/tool" nobody
	everything 1 "no permission .*root"
	refused 1 "no permission .*root" status
	refused 1 "no permission .*root" stat --last
	as
}

# In a mount namespace, for nobody else.
without_debugfs() {
	cat >"$tmp/without" <<-'END'
		#!/bin/sh
		umount -l /sys/kernel/debug || exit 99
		exec "$@"
	END
	chmod 755 "$tmp/without"
	as unshare -m "$tmp/without"
	refused 1 "mount -t debugfs" stat -- touch "$tmp/ran"
	refused 1 "mount -t debugfs" stat --last
	# What is in procfs is shown; the rest is said to be missing.
	$as "$reader" status >"$tmp/out" 2>"$tmp/err"
	is "status of status" 0 $?
	is "its first line" "# sysprobe summary schema 1" "$(head -n 1 "$tmp/out")"
	grep -q "mount -t debugfs" "$tmp/err" || fail "status says: $(cat "$tmp/err")"
	as
}

without_module() {
	module_unload
	everything 1 "module is not loaded.*insmod"
	refused 1 "module is not loaded.*insmod" status
	refused 1 "module is not loaded.*insmod" stat --last
	# What needs no module works.
	reader help >/dev/null || fail "no help without the module"
	reader stat --list-columns >/dev/null || fail "no list of columns without the module"
}

plan 9
module_load
check "before anything was counted" nothing_counted
check "words it doesn't know" words
check "targets that aren't there" targets
check "commands that aren't there" commands
check "commands that can't be run" programs
check "somebody else's session" somebody_elses
check "no permission" powerless
check "no debugfs" without_debugfs
check "no module" without_module
finish
