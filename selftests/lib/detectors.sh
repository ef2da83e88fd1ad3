# shellcheck shell=sh disable=SC2154 # $work is the sourcing one's
# SPDX-License-Identifier: GPL-2.0
#
# What a debug kernel watches with. Most detectors write to the kernel's log,
# which is looked at after each test (world.sh); here are those that have to
# be asked, or may have gone to sleep. Sourced after ktap.sh; $work is a directory.

kmemleak=/sys/kernel/debug/kmemleak
kcsan=/sys/kernel/debug/kcsan
lockdep=/proc/lockdep_stats

# detectors: those of this kernel.
detectors() {
	for detector in kmemleak kcsan lockdep; do
		eval "path=\$$detector"
		[ ! -e "$path" ] || echo $detector
	done
}

# lockdep_works: it gives up after the first report.
lockdep_works() {
	is "lockdep is on" 1 "$(awk '$1 == "debug_locks:" { print $2 }' $lockdep)"
	note "lockdep: $(awk '$1 == "lock-classes:" { print $2 }' $lockdep) classes of locks"
}

kcsan_works() {
	is "KCSAN is on" 1 "$(awk '$1 == "enabled:" { print $2 }' $kcsan)"
	note "KCSAN: $(awk '$1 == "setup_watchpoints:" { print $2 }' $kcsan) accesses watched"
	others=$(dmesg | awk -v others=1 -f lib/log.awk | sort | uniq -c | sort -rn)
	[ ! "$others" ] || note "races elsewhere in the kernel:
$others"
}

# leaks WHOSE: ours or others', of kmemleak's report on stdin. What the module
# allocated has an address of it in its backtrace, which has no name any more
# when the module has gone.
leaks() {
	awk -v whose="$1" '
		function told() {
			if (n && (whose == "ours") == ours)
				printf "%s", object
			n++
			object = ""
			ours = 0
		}
		/^unreferenced object/ { told() }
		{ object = object $0 "\n" }
		/\[sysprobe\]|\] 0x[0-9a-f]+$/ { ours = 1 }
		END { told() }'
}

# kmemleak_works: objects younger than five seconds aren't reported, nor are
# those that changed since the scan before.
kmemleak_works() {
	if grep -qE '\[(integrity|confidentiality)\]' /sys/kernel/security/lockdown 2>/dev/null; then
		note "kmemleak can't be asked under lockdown"
		return
	fi
	sleep 6
	for scan in first second; do
		if ! echo scan >$kmemleak; then
			fail "kmemleak is off, so its $scan scan found nothing"
			return
		fi
	done
	leaks ours <$kmemleak >"$work/leaks"
	[ ! -s "$work/leaks" ] || fail "leaked:
$(cat "$work/leaks")"
	leaks others <$kmemleak >"$work/leaks"
	note "kmemleak: $(grep -c '^unreferenced' "$work/leaks") objects leaked elsewhere in the kernel"
	[ ! -s "$work/leaks" ] || note "$(head -n 40 "$work/leaks")"
}

# detectors_case NUMBER: a test of its own, after all others.
detectors_case() {
	# shellcheck disable=SC2034 # has_failed reads it
	ktap_case_failed=''
	for detector in $(detectors); do
		"${detector}_works"
	done >"$work/log"
	sed 's/^/  /' "$work/log"
	if has_failed; then
		echo "not ok $1 - detectors"
		return 1
	fi
	echo "ok $1 - detectors"
}
