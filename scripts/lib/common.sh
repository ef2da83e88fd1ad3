# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# What every script here needs: where the tree and the cache are, and one way
# to fail. Sourced, never run.

# Tools such as depmod and modprobe live in sbin, which users' PATHs leave out.
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"

SCRIPTS=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck disable=SC2034 # for those who source this
TOP=$(dirname "$SCRIPTS")
CACHE="${XDG_CACHE_HOME:-${HOME:?is not set}/.cache}/sysprobe"
ME=${0##*/}
# A make that called us passes its flags on; the builds below are not its own.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES

say() { printf '%s: %s\n' "$ME" "$*" >&2; }

die() { say "$*"; exit 1; }

# A mistake in the arguments: one sentence, status 2.
misuse() { say "$*"; exit 2; }

# need TOOL SET: stop with the cure when a tool isn't there.
need() {
	command -v "$1" >/dev/null && return
	die "$1 is missing; scripts/setup $2 installs it"
}

# rows FILE: a data file without its comments and blank lines.
rows() { sed -e 's/[[:space:]]*#.*//' -e '/^[[:space:]]*$/d' "$1"; }

# with_lock NAME COMMAND...: one process at a time in the cache. The lock dies
# with the descriptor, so a killed run never leaves a stale one.
with_lock() {
	local fd status name=$1
	shift
	mkdir -p "$CACHE/lock"
	exec {fd}>"$CACHE/lock/$name"
	flock "$fd"
	# Nothing is caught here: under set -e a failure ends the script, and
	# the rest is for callers who look at the status.
	"$@"
	status=$?
	exec {fd}>&-
	return "$status"
}

# tree_lock NAME: NAME in this checkout, as a lock's name.
tree_lock() { echo "$1-$(sha256sum <<<"$TOP" | cut -c1-16)"; }

# mend_dev_null: what root builds and installs may replace /dev/null with a
# file or close it to others, and then everything fails in strange ways.
mend_dev_null() {
	((EUID == 0)) || return 0
	if [[ ! -c /dev/null ]]; then
		rm -f /dev/null
		mknod -m 666 /dev/null c 1 3
	elif [[ $(stat -c %a /dev/null) != 666 ]]; then
		chmod 666 /dev/null
	fi
}
