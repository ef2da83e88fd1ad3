# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Results of a test program, in TAP on stdout, and counted. Sourced.

n=0 passed=0 failed=0 skipped=0

ok() {
	echo "ok $((++n)) - $1"
	((++passed))
}

# not_ok NAME [WHY]
not_ok() {
	echo "not ok $((++n)) - $1"
	((++failed))
	[[ ! ${2:-} ]] || echo "# ${2//$'\n'/$'\n# '}"
}

# skip NAME WHY
skip() {
	echo "ok $((++n)) - $1 # SKIP $2"
	((++skipped))
}

# is NAME WANTED GOT
is() {
	if [[ $2 == "$3" ]]; then
		ok "$1"
	else
		not_ok "$1" "wanted: $2"$'\n'"got: $3"
	fi
}

# nothing_said NAME TEXT: of a tool that speaks only when something is wrong.
nothing_said() {
	if [[ $2 ]]; then
		not_ok "$1" "$2"
	else
		ok "$1"
	fi
}

# all_told: the plan, and whether all went well.
all_told() {
	echo "1..$n"
	echo "# $passed passed, $failed failed, $skipped skipped"
	((failed == 0))
}
