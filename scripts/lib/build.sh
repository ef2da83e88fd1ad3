# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# What is built in the tree itself and goes into guests, one build at a time.
# Sourced after common.sh.

# build_part DIR LOG: make in a directory of the tree; on failure its output
# and a sentence.
build_part() {
	[[ -e $TOP/$1/Makefile ]] || return 0
	need make build
	make -C "$TOP/$1" -j"$(nproc)" --no-print-directory >"$2" 2>&1 || {
		cat "$2" >&2
		die "$1 doesn't build; if something is missing, scripts/setup build installs it"
	}
}
