#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Runs tests one after the other and resets the world in between: no session,
# no module, nothing armed, nothing new to complain of in the kernel's log.
# What isn't so after a test makes the test fail. KTAP on stdout.
#
# usage: run.sh [--long [--long]] [--hooks HOOK,...] [--without TEST,...]
#               [--may-skip TEST,...|none] [TEST...]
#
# With --long, tests count further; some still further if it is said twice. With
# --hooks, tests that are about each hook are about these. With --may-skip, only
# those tests may skip themselves, and hooks that --hooks names have to be there: for
# who knows what the machine can do.
#
# A test may say how many seconds it may take: "# timeout: N" in its first
# lines; and "# only-by-name: WHY" if it isn't to be run among others. A test
# is a program of its own that exits with 4 when it can't be tried, as
# kselftests do.
#
# On a debug kernel everything takes longer, so tests may, too: SLOWNESS, which is
# set here if it isn't, is how many times as long. There, what the kernel watches
# with is asked last, as one more test.

here=$(cd "$(dirname "$0")" && pwd) || exit
bin=$here/bin
cd "$here" || exit
# shellcheck source=lib/ktap.sh
. lib/ktap.sh
# shellcheck source=lib/module.sh
. lib/module.sh
# shellcheck source=lib/world.sh
. lib/world.sh
# shellcheck source=lib/detectors.sh
. lib/detectors.sh

usage() {
	echo "usage: run.sh [--long [--long]] [--hooks HOOK,...] [--without TEST,...] [--may-skip TEST,...|none] [TEST...]" >&2
	exit 2
}

LONG='' without='' MAY_SKIP=''
while [ "${1#-}" != "${1:-}" ]; do
	case $1 in
	--long) LONG=$((LONG + 1)) ;;
	--hooks)
		[ $# -gt 1 ] || usage
		HOOKS=$(echo "$2" | tr , ' ')
		export HOOKS
		shift ;;
	--without)
		[ $# -gt 1 ] || usage
		without=$2
		shift ;;
	--may-skip)
		[ $# -gt 1 ] || usage
		MAY_SKIP=$2
		shift ;;
	--) shift; break ;;
	*) usage ;;
	esac
	shift
done
export LONG MAY_SKIP
watched=$(detectors)
SLOWNESS=${SLOWNESS:-${watched:+5}}
SLOWNESS=${SLOWNESS:-1}
export SLOWNESS

# test_file NAME: with or without test_ and .sh.
test_file() {
	for file in "$1" "$1.sh" "test_$1.sh"; do
		if [ -x "$file" ] && [ "${file#test_}" != "$file" ]; then
			echo "$file"
			return
		fi
	done
	echo "run.sh: there is no test $1" >&2
	return 1
}

# usual_tests: all that don't ask to be named.
usual_tests() { grep -L '^# only-by-name:' test_*.sh; }

tests=''
# shellcheck disable=SC2046 # words
[ $# -gt 0 ] || set -- $(usual_tests)
for word in "$@"; do
	file=$(test_file "${word##*/}") || exit 2
	tests="$tests $file"
done
for word in $(echo "$without" | tr ',' ' '); do
	file=$(test_file "$word") || exit 2
	tests=$(echo "$tests " | sed "s/ $file / /")
done
if module_loaded; then
	echo "run.sh: sysprobe is loaded; unload it first, as the tests load and unload it" >&2
	exit 2
fi

work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# A test's lines, indented; what isn't KTAP becomes a diagnostic.
nested() { sed -E '/^(KTAP version|1\.\.|ok |not ok |#|Bail out!)/!s/^/# /; s/^/  /' "$1"; }

# run_one FILE: in a session of its own, so that what it leaves can be found.
# Sets status and skip_reason.
run_one() {
	limit=$(sed -n '1,20s/^# timeout: *//p' "$1")
	limit=$((${limit:-120} * SLOWNESS))
	status=0
	began=$(date +%s)
	# shellcheck disable=SC2016 # expanded by the new shell
	setsid sh -c 'echo $$ >"$1"; exec timeout -k 30 "$2" "./$3"' \
		sh "$work/sid" "$limit" "$1" >"$work/log" 2>&1 </dev/null || status=$?
	[ $status != 124 ] || echo "# it ran into its limit of $limit s" >>"$work/log"
	echo "# $(($(date +%s) - began)) s" >>"$work/log"
	skip_reason=''
	[ $status != 4 ] || skip_reason=$(sed -n 's/.*# *SKIP *//p' "$work/log" | head -n 1)
}

# may_skip NAME
may_skip() {
	case ,${MAY_SKIP:-$1}, in
	*,"$1",*) ;;
	*) return 1 ;;
	esac
}

# shellcheck disable=SC2046,SC2086 # words
plan $(set -- $tests ${watched:+detectors} && echo $#)
world_show >"$work/world"
number=0 failed=0
for test in $tests; do
	name=${test#test_}
	name=${name%.sh}
	number=$((number + 1))
	mark="selftests: $number $name, run $$"
	echo "$mark" >/dev/kmsg 2>/dev/null
	run_one "$test"
	world_complaints "$(cat "$work/sid")" "$mark" "$work/world" >"$work/complaints"
	nested "$work/log"
	if [ $status = 4 ] && ! may_skip "$name"; then
		echo "it may not be skipped here: $skip_reason" >>"$work/complaints"
	fi
	sed 's/^/  # afterwards: /' "$work/complaints"
	if [ -s "$work/complaints" ] || { [ $status != 0 ] && [ $status != 4 ]; }; then
		failed=$((failed + 1))
		echo "not ok $number - $name"
	elif [ $status = 4 ]; then
		echo "ok $number - $name # SKIP $skip_reason"
	else
		echo "ok $number - $name"
	fi
done
if [ "$watched" ]; then
	detectors_case $((number + 1)) || failed=$((failed + 1))
fi
[ $failed = 0 ]
