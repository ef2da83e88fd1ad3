#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Figures stay after the stop until the next session begins; a start that is
# refused leaves them alone.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

# What the files say, less the time at which they say it.
all_figures() { (cd "$debugfs" && cat syscalls latency errors overhead); }

stay() {
	under "$1" plain failures
	all_figures >"$tmp/before"
	sleep 0.1
	all_figures | cmp -s "$tmp/before" - || fail "they changed by themselves"
	while read -r command outcome; do
		is "start $command" "$outcome" "$(ctl "start $command")"
		all_figures | cmp -s "$tmp/before" - ||
			fail "start $command, refused, changed them"
	done <<-END
		nonsense EINVAL
		pid=4194304 ESRCH
		hook=nonsense EINVAL
	END
}

make_way() {
	under "$1" plain failures
	session=$(control_says session)
	under "$1" plain getppid
	is "session" $((session + 1)) "$(control_says session)"
	rows_are <<-END
		64:execve 1
		64:getppid 5
		64:exit_group 1 0
	END
	is "errnos" "" "$(columns "$debugfs/errors" count)"
}

plan_hooks 2
module_load
per_hook "they stay" stay
per_hook "they make way for the next session's" make_way
finish
