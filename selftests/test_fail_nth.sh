#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# timeout: 3600
#
# only-by-name: a load or a start takes seconds on a kernel that can inject faults,
# and there are hundreds of each
#
# Each allocation of the module's init fails once, and of a start, and of a read.
# What comes of it is a whole success or an error, nothing is leaked, and the next
# try works. Of all but the init, some: a kretprobe allocates its thousand instances
# one by one, so the further the coarser.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"
# shellcheck source=lib/world.sh
. "$here/lib/world.sh"

[ -e /proc/self/fail-nth ] || skip_all "this kernel doesn't inject faults: it has no /proc/self/fail-nth"

fineness=4
image=$(module_file)
[ "$image" ] || image=$(modinfo -n sysprobe)
kmemleak=/sys/kernel/debug/kmemleak
on_warning=/proc/sys/kernel/panic_on_warn

# What faults are about, unless told: not allocations that may wait, nor single
# pages. A dump of the stack for each would fill the log.
inject() {
	for point in failslab fail_page_alloc; do
		dir=/sys/kernel/debug/$point
		[ -d $dir ] || continue
		echo N >$dir/ignore-gfp-wait
		[ ! -e $dir/ignore-gfp-highmem ] || echo N >$dir/ignore-gfp-highmem
		[ ! -e $dir/min-order ] || echo 0 >$dir/min-order
		echo 0 >$dir/verbose
	done
	# See what the kernel says, and go on.
	undo="echo $(cat $on_warning) >$on_warning"
	echo 0 >$on_warning
	dir=/sys/kernel/debug/fail_usercopy
	[ ! -d $dir ] || echo 0 >$dir/verbose
}

# each_fails AFTER FROM FINENESS WORDS...: "tool fail N WORDS" for each N there is
# from FROM on, or so many of them before steps become two, and again before
# they become three, and so on; AFTER puts right what came of it, and gets the
# outcome.
each_fails() {
	after=$1 from=$2 n=$2 fine=$3
	shift 3
	failed=0 survived=0
	: >"$tmp/outcomes"
	while :; do
		said=$("$bin/tool" fail "$n" "$@") || fail "$n: the tool fails"
		$after "${said% *}" || fail "$n: $said"
		! has_failed || break
		[ "${said#* }" = failed ] || break
		echo "${said% *}" >>"$tmp/outcomes"
		if [ "${said% *}" = ok ]; then
			survived=$((survived + 1))
		else
			failed=$((failed + 1))
		fi
		n=$((n + 1))
		[ "$fine" = each ] || n=$((n + (n - from) / fine))
	done
	note "$*: $((failed + survived)) failed in turn, $survived made no difference$(sort "$tmp/outcomes" | uniq -c | awk '$2 != "ok" { printf ", %s %d", $2, $1 }')"
	# Whoever has no memory says so; core kernel code may say other things.
	odd=$(grep -vxE 'ok|ENOMEM|EFAULT|EINTR' "$tmp/outcomes" | sort -u)
	[ ! "$odd" ] || fail "it ends with $odd"
	is "the last one, without a fault" ok "${said% *}"
}

symbols() { grep '^symbol ' "$debugfs/status"; }

# A load that failed left nothing, and one that did not is no worse for it.
loaded() {
	if [ "$1" = ok ]; then
		is "state" off "$(control_says state)"
		# A file of debugfs that could not be made is not there.
		[ ! -e "$debugfs/status" ] || is "symbols" "$symbols" "$(symbols)"
		rmmod sysprobe
	else
		! module_loaded && [ ! -e /proc/sysprobe ] && [ ! -e "$debugfs" ]
	fi
}

# What of a load is the kernel's own comes first. With a hook that there isn't,
# init gives up before it has made anything: as many as that takes, all but some, as
# the number isn't the same each time; less so after the first one.
before_init() {
	"$bin/tool" fail 0 insmod "$image" hook=none >/dev/null
	least=1 most=4096
	while [ $((most - least)) -gt 4 ]; do
		n=$(((least + most) / 2))
		case $("$bin/tool" fail $n insmod "$image" hook=none) in
		*none) most=$n ;;
		*) least=$n ;;
		esac
	done
	[ "$least" -gt 60 ] || least=61
	echo $((least - 60))
}

load_fails() {
	module_load
	symbols=$(symbols)
	module_unload
	ours=$(before_init)
	note "what is in a load before the $ours. is the kernel's own"
	each_fails loaded "$ours" each insmod "$image" "$1"
}

load_that_counts_fails() {
	module_unload
	each_fails begun_at_load "$ours" $fineness insmod "$image" "start=calls=64:110"
}

begun_at_load() {
	if [ "$1" = ok ]; then
		is "state" counting "$(control_says state)"
		is "stop" ok "$(ctl stop)"
		rmmod sysprobe
	else
		! module_loaded && [ ! -e /proc/sysprobe ]
	fi
}

begun() {
	if [ "$1" = ok ]; then
		[ "$(control_says state)" = counting ] && [ "$(ctl stop)" = ok ]
	else
		[ "$(control_says state)" = off ]
	fi
}

start_fails() {
	[ "$(hook_why_not tracepoint)" ] || counts_after tracepoint
	each_fails begun 1 $fineness ctl "start hook=$1$few persist $2"
	counts_after "$1"
}

counts_after() {
	under "$1" plain getppid
	is "calls afterwards, $1" 5 "$(figure 64:getppid calls)"
	counter_is tables_missed 0
}

whatever() { :; }

measure_fails() { each_fails whatever 1 $fineness ctl "measure cr3"; }

# Each file, with something in it.
reads_fail() {
	module_load
	under "$(some_hook)" plain getppid
	for file in "$debugfs"/* /proc/sysprobe/*; do
		each_fails whatever 1 $fineness cat "$file"
	done
	is "calls afterwards" 5 "$(figure 64:getppid calls)"
}

# kmemleak wants to have seen it twice, and some seconds old.
leaks_nothing() {
	[ -e $kmemleak ] || { skip "this kernel doesn't look for leaks: it has no kmemleak"; return; }
	sleep 6
	echo scan >$kmemleak
	sleep 1
	echo scan >$kmemleak
	# By whoever did this; others leak on their own.
	leaked=$(awk '/^unreferenced/ { entry = "" } { entry = entry "\n" $0 } /comm "tool"/ { on = 1 } /^unreferenced/ { on = 0 } on' $kmemleak | head -n 40)
	[ ! "$leaked" ] || fail "$leaked"
	note "$(grep -c '^unreferenced' $kmemleak) objects without a reference in the whole kernel"
}

case " $hooks " in
*" direct "*) ;;
*) hooks="$hooks direct" ;;
esac
plan_hooks 2 7
[ ! -e $kmemleak ] || echo clear >$kmemleak
inject
check "a load" load_fails ""
check "a load that begins a session" load_that_counts_fails
module_load
for hook in $hooks; do
	check "a start for all, $hook" with_hook "$hook" everyone start_fails
	# Each of direct's handlers takes its time.
	last=100
	[ "$hook" != direct ] || last=20
	check "a start for a process, $hook" with_hook "$hook" start_fails "pid=$$ calls=64:0-$last"
done
check "a start that counts switches and rewrites" start_fails "$(some_hook)" "switches vdso"
check "a measurement of CR3" measure_fails
check "reading each file" reads_fail
module_unload
check "nothing is leaked" leaks_nothing
module_load
check "the next session counts" counts_after "$(some_hook)"
finish
