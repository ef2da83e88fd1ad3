# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Results of a test, in KTAP on stdout. Sourced.
#
#	plan 2
#	check "what is so" FUNCTION [ARGUMENT...]
#	check ...
#	finish
#
# A case's function calls fail or skip; if it calls neither, the case passed.
# Names are unique in a test and carry no figures, so that they stay the same
# from run to run; figures go into notes.

ktap_planned='' ktap_done=0 ktap_failed=0 ktap_skipped=0 ktap_names='|'

# plan CASES
plan() {
	ktap_planned=$1
	echo 'KTAP version 1'
	echo "1..$1"
}

# note TEXT: something to know, whatever the outcome.
note() { printf '%s\n' "$*" | sed 's/^/# /'; }

# fail WHY: the case that runs has failed; it goes on.
fail() {
	ktap_case_failed=1
	note "$*"
}

# skip WHY: the case that runs can't be tried here. It should return.
skip() { ktap_case_skipped=$*; }

# is WHAT WANTED GOT
is() { [ "$2" = "$3" ] || fail "$1: wanted '$2', got '$3'"; }

# has_failed: has the case that runs?
has_failed() { [ "$ktap_case_failed" ]; }

# ktap_is_name NAME: or it is a mistake in the test. 32-bit and 0x80 are words,
# 17 and 0.3us are figures.
ktap_is_name() {
	case $ktap_names in
	*"|$1|"*) bail_out "two cases are called '$1'" ;;
	esac
	ktap_names="$ktap_names$1|"
	for ktap_word in $1; do
		case ${ktap_word##*[=:(]} in
		0x* | *-*) ;;
		[0-9]*) bail_out "there is a figure in the name of the case '$1'" ;;
		esac
	done
}

# check NAME FUNCTION [ARGUMENT...]: one case.
check() {
	ktap_name=$1
	shift
	ktap_is_name "$ktap_name"
	ktap_case_failed='' ktap_case_skipped=''
	"$@"
	ktap_done=$((ktap_done + 1))
	if [ "$ktap_case_failed" ]; then
		ktap_failed=$((ktap_failed + 1))
		echo "not ok $ktap_done - $ktap_name"
	elif [ "$ktap_case_skipped" ]; then
		ktap_skipped=$((ktap_skipped + 1))
		echo "ok $ktap_done - $ktap_name # SKIP $ktap_case_skipped"
	else
		echo "ok $ktap_done - $ktap_name"
	fi
}

# skip_all WHY: nothing here can be tried on this machine.
skip_all() {
	[ ! "$ktap_planned" ] || bail_out "skipped after its plan: $*"
	echo 'KTAP version 1'
	echo "1..0 # SKIP $*"
	exit 4
}

# bail_out WHY: going on makes no sense.
bail_out() {
	echo "Bail out! $*"
	exit 1
}

# finish: the last line of a test.
finish() {
	if [ "$ktap_done" != "$ktap_planned" ]; then
		bail_out "$ktap_done cases were run and $ktap_planned planned"
	fi
	[ "$ktap_failed" = 0 ] || exit 1
	[ "$ktap_skipped" != "$ktap_planned" ] || exit 4
	exit 0
}
