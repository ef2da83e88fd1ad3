# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# A guest's report, on this machine, and the reader that compares two of them.
# Sourced after common.sh.

# The one that scripts/vm builds and gives the guest.
# shellcheck disable=SC2034 # for those who source this
READER=$TOP/userspace/sysprobe

# take_report FILE VM-OPTION...: a failed guest leaves an older file alone.
# What the guest says of its one method's segments goes to FILE.entry.
take_report() {
	local file=$1
	shift
	"$SCRIPTS/vm" "$@" -- sh -c \
		'modprobe sysprobe && sysprobe entry -m syscall >&2 && sysprobe report --json -' \
		>"$file.new" 2>"$file.entry" || {
		cat "$file.entry" >&2
		rm -f "$file.new"
		return 1
	}
	mv "$file.new" "$file"
}
