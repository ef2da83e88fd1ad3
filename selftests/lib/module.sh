# shellcheck shell=sh disable=SC2154 # $here and $bin are the sourcing one's
# SPDX-License-Identifier: GPL-2.0
#
# The module, loaded and unloaded. Sourced; $here is the tests' directory, $bin the
# fixtures'.

control=/proc/sysprobe/control
# shellcheck disable=SC2034 # for those who source this
debugfs=/sys/kernel/debug/sysprobe

module_loaded() { grep -q '^sysprobe ' /proc/modules; }

# module_file: of a tree that was built here; empty: modprobe knows it.
module_file() {
	for ko in "${SYSPROBE_KO:-}" "$here/../module/sysprobe.ko"; do
		if [ -e "$ko" ]; then
			echo "$ko"
			return
		fi
	done
}

# -D, as busybox's modprobe has no -n.
module_there() { [ "$(module_file)" ] || modprobe -q -D sysprobe >/dev/null; }

# module_insert [PARAMETER...]: load it and nothing else.
module_insert() {
	ko=$(module_file)
	if [ ! "$ko" ]; then
		modprobe sysprobe "$@"
		return
	fi
	# What has a space needs quotes, which modprobe adds, but insmod doesn't.
	for parameter in "$@"; do
		shift
		case $parameter in
		*' '*) set -- "$@" "${parameter%%=*}=\"${parameter#*=}\"" ;;
		*) set -- "$@" "$parameter" ;;
		esac
	done
	insmod "$ko" "$@"
}

# module_load [PARAMETER...]: freshly, or there is no point in going on.
module_load() {
	module_unload
	module_insert "$@" || bail_out "the module can't be loaded"
}

# module_unload: it, and a session that was to persist. Calls that session left
# may be on their way back, as those of the shell that asked for its end.
module_unload() {
	module_loaded || return 0
	[ ! -e $control ] || "$bin/tool" ctl stop >/dev/null
	tries=0
	until rmmod sysprobe 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || bail_out "the module can't be unloaded: $(rmmod sysprobe 2>&1)"
		sleep 0.05
	done
}
