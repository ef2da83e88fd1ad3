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
	local fd name=$1
	shift
	mkdir -p "$CACHE/lock"
	exec {fd}>"$CACHE/lock/$name"
	flock "$fd"
	"$@"
	exec {fd}>&-
}
