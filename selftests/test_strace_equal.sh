#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# timeout: 600
#
# Real programs, watched by strace -c -f and counted by the module in the same
# run: calls and errors are equal for each syscall.
#
# Left out is what strace can't tell: exit and exit_group, which it doesn't
# list, and errors of sigreturn, which it takes from the restored register. It
# counts restarts as errors.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

command -v strace >/dev/null || skip_all "strace isn't installed"

# "name | program that must be there | command for a shell".
programs() {
	sed "s#@bin@#$bin#g" <<-'END'
		a pipeline that forks|sort|cat /proc/filesystems /proc/devices | sort | uniq -c | head -n 5; (exit 3); sh -c "echo one; echo two" | wc -l
		threads that wake each other|@bin@/tool|@bin@/tool threads
		dd a byte at a time|dd|dd if=/dev/zero of=/dev/null bs=1 count=400
		calls that fail|cat|cat /no/such/file /proc/self/mem; ls /root /nowhere; rmdir /proc
		a compat shell|busybox32|busybox32 sh -c "busybox32 ls -l /proc/self/fd; busybox32 cat /proc/version | busybox32 wc; busybox32 cat /nowhere"
		signals with handlers|sh|trap 'n=$n.' USR1; for i in 1 2 3 4 5; do kill -USR1 $$; done; sh -c 'kill -TERM $$'; [ "$n" = ..... ]
		tar there and back|tar|cd /usr && tar cf - bin/../include | tar tf - | wc -l
		find and grep|grep|find /usr/include /etc -type f -name '[a-c]*' | xargs grep -l define
		a program that makes its own programs|awk|awk 'BEGIN { while (n++ < 3) { "echo " n | getline x; system("test " x) } }'
		both ABIs in one program|@bin@/plain|@bin@/plain int80; @bin@/plain32 failures; @bin@/procs exec @bin@/procs32 exec @bin@/plain results
		compression|xz|head -c 200000 /proc/kallsyms | xz -0 -c | md5sum
	END
}

# strace_rows FILE: "ABI:NAME calls errors" of its summaries, one for each ABI
# that a program used. Its names are the kernel's but for a few of old calls.
strace_rows() {
	awk '
		/32 bit mode/ { abi = "ia32"; next }
		/x32 mode/ { abi = "x32"; next }
		/ mode/ { abi = "64"; next }
		/^-/ || NF == 0 || $1 == "calls" || $NF == "total" { next }
		{
			if (abi == "")
				abi = "64"
			errors = NF > 2 ? $2 : 0
			print abi ":" $NF, $1, errors
		}' "$1" |
		sed 's/^ia32:old_mmap /ia32:mmap /; s/^ia32:oldselect /ia32:select /' | sort
}

# our_rows: the same of the module.
our_rows() {
	columns "$debugfs/syscalls" calls errors restarted |
		awk '$1 !~ /:exit(_group)?$/ { print $1, $2, $1 ~ /sigreturn$/ ? "?" : $3 + $4 }' | sort
}

# The gate's own calls are strace's alone: its execve, one read, one close.
without_gate() {
	awk '
		$1 == "64:execve" || $1 == "64:read" || $1 == "64:close" { $2 -= 1 }
		$1 ~ /sigreturn$/ { $3 = "?" }
		$2 > 0 { print }' "$1"
}

# gate_waits TRACER: strace has other children first, to try things with.
gate_waits() {
	gate=$(cat "/proc/$1/task/$1/children" 2>/dev/null)
	gate=${gate% }
	[ "$gate" ] && asleep_in "$gate" "$(nr 64 read)"
}

# strace starts a gate, which waits until the session is on, for the gate to
# become the program.
same_run() {
	rm -f "$tmp/go"
	mkfifo "$tmp/go"
	strace -c -f -U calls,errors,name -o "$tmp/summary" \
		"$bin/procs" gate /bin/sh -c "exec </dev/null; $2" <"$tmp/go" >/dev/null 2>&1 &
	tracer=$!
	exec 6>"$tmp/go"
	wait_until gate_waits $tracer || return
	exec 3<>"$control"
	echo "start hook=$1 pid=$gate on_exec" >&3 || fail "cannot start"
	echo >&6
	exec 6>&-
	wait $tracer
	echo stop >&3
	exec 3>&-
	strace_rows "$tmp/summary" >"$tmp/theirs.all"
	without_gate "$tmp/theirs.all" >"$tmp/theirs"
	our_rows >"$tmp/ours"
	diff "$tmp/theirs" "$tmp/ours" >"$tmp/diff" ||
		fail "strace <, module >: $(cat "$tmp/diff")"
	calls=$(awk '{ n += $2 } END { print n + 0 }' "$tmp/ours")
	note "$calls calls of $(wc -l <"$tmp/ours") syscalls"
	[ "$calls" -gt 20 ] || fail "hardly anything was counted"
	nothing_lost
}

compare() {
	if command -v "$needed" >/dev/null; then
		same_run "$1" "$command"
	else
		skip "$needed isn't here"
	fi
}

# A heredoc, so that the loop runs in this shell.
plan_hooks "$(programs | wc -l)"
module_load
programs >"$tmp/programs"
while IFS='|' read -r name needed command <&5; do
	per_hook "$name" compare
done 5<"$tmp/programs"
finish
