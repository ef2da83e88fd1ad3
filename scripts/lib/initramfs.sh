# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The guest's file system, in two cpio archives that the kernel unpacks one
# over the other: a base that hardly ever changes, kept in the cache under a
# hash of what is in it, and an overlay for one run. Neither needs root: cpio
# writes root as the owner, and devtmpfs makes the device nodes.
# Sourced after common.sh and debian.sh.

# closure PROGRAM...: the shared libraries they load, loader included.
closure() {
	local program
	for program in "$@"; do
		ldd "$program" 2>/dev/null || true
	done | grep -o '/[^ ]*' | sort -u
}

# add_file ROOT SRC DST: what SRC is in the end, under DST.
add_file() {
	mkdir -p "$1$(dirname "$3")"
	cp -pL "$2" "$1$3"
}

# add_libraries ROOT PROGRAM...
add_libraries() {
	local lib root=$1
	shift
	while read -r lib; do
		# /lib and /usr/lib are one directory in the guest.
		add_file "$root" "$lib" "/usr/${lib#/usr}"
	done < <(closure "$@" | sed 's|^/usr/|/|')
}

# pack ROOT: the tree as a cpio archive on stdout.
pack() { (cd "$1" && find . -mindepth 1 -print0 | LC_ALL=C sort -z | cpio -0 -o -H newc -R 0:0 --quiet); }

# busybox32: its path, once it is there.
busybox32() {
	local dir=$CACHE/busybox32
	[[ -e $dir/bin/busybox ]] || with_lock apt fetch_busybox32 "$dir" >&2
	[[ -e $dir/bin/busybox ]] && echo "$dir/bin/busybox"
}

fetch_busybox32() {
	local dir=$1 work=$1.new
	[[ ! -e $dir/bin/busybox ]] || return 0
	say "fetching a 32-bit busybox"
	private_apt_ready bookworm:i386
	unpack "$work" busybox-static:i386
	mv "$work" "$dir"
}

# In /usr/lib/busybox, for who has it first in PATH: under emulation a program that
# needs no library starts in a sixth of the time, and shell scripts start little else.
BUSYBOX_TOOLS='cat cmp cut find grep head ls md5sum od sed seq sort tail tr uniq wc awk'

host_programs() {
	local name
	for name in $(rows "$SCRIPTS/guest/programs.conf"); do
		type -P "$name" || true
	done
}

# base_files: "what it is here:what it is there", one a line.
base_files() {
	local path b32
	while read -r path; do
		echo "$path:/usr/bin/${path##*/}"
	done < <(host_programs)
	echo "$(type -P busybox):/usr/bin/busybox"
	if b32=$(busybox32); then
		echo "$b32:/usr/bin/busybox32"
	else
		say "going on without a 32-bit busybox"
	fi
	echo "$SCRIPTS/guest/init:/init"
	# Something for programs to walk: 200 headers, if there are any.
	find /usr/include/linux -maxdepth 1 -name '*.h' 2>/dev/null |
		LC_ALL=C sort | head -n 200 | while read -r path; do echo "$path:$path"; done
}

# base_archive: path of the base, made if it isn't there.
base_archive() {
	local files hash archive
	files=$(base_files)
	# Contents and places in the guest count, where a file lies here doesn't:
	# two checkouts share a base.
	hash=$({
		cat "${BASH_SOURCE[0]}"
		cut -d: -f2 <<<"$files"
		cut -d: -f1 <<<"$files" | tr '\n' '\0' | xargs -0 sha256sum | cut -d' ' -f1
		# a library's new version must not hide behind its old name
		# shellcheck disable=SC2046 # no blanks in these
		closure $(host_programs) | tr '\n' '\0' | xargs -0 sha256sum
	} | sha256sum | cut -c1-16)
	archive=$CACHE/initramfs/base-$hash.cpio
	# What was used last is what stays longest.
	touch -c "$archive"
	[[ -e $archive ]] || with_lock initramfs make_base "$archive" "$files"
	echo "$archive"
}

make_base() {
	local archive=$1 files=$2 root src dst applet
	[[ -e $archive ]] && return
	mkdir -p "$CACHE/initramfs"
	root=$(mktemp -d "$CACHE/initramfs/.base.XXXXXX")
	chmod 755 "$root"
	mkdir -p "$root"/usr/{bin,sbin,lib,lib/busybox,lib64,local/bin,local/sbin} \
		"$root"/{dev,proc,sys,run,tmp,root,etc,var,selftests}
	ln -s usr/bin usr/sbin usr/lib usr/lib64 "$root"
	ln -s ../run "$root/var/run"
	ln -s ../proc/mounts "$root/etc/mtab"
	echo 'root:x:0:0:root:/root:/bin/bash' >"$root/etc/passwd"
	echo 'nobody:x:65534:65534:nobody:/nonexistent:/bin/false' >>"$root/etc/passwd"
	printf 'root:x:0:\ntty:x:5:\nnogroup:x:65534:\n' >"$root/etc/group"
	printf '127.0.0.1 localhost sysprobe\n::1 localhost\n' >"$root/etc/hosts"
	echo sysprobe >"$root/etc/hostname"
	while IFS=: read -r src dst; do
		add_file "$root" "$src" "$dst"
	done <<<"$files"
	# shellcheck disable=SC2046 # no blanks in these
	add_libraries "$root" $(host_programs)
	if [[ -e $root/usr/bin/kmod ]]; then
		for applet in modprobe insmod rmmod lsmod modinfo depmod; do
			ln -s ../bin/kmod "$root/usr/sbin/$applet"
		done
	fi
	if [[ -e $root/usr/bin/dash ]]; then
		ln -s dash "$root/usr/bin/sh"
	fi
	for applet in $("$root/usr/bin/busybox" --list); do
		[[ -e $root/usr/bin/$applet || -e $root/usr/sbin/$applet ]] ||
			ln -s busybox "$root/usr/bin/$applet"
	done
	[[ -e $root/usr/bin/bash ]] || ln -s busybox "$root/usr/bin/bash"
	for applet in $BUSYBOX_TOOLS; do
		ln -s ../../bin/busybox "$root/usr/lib/busybox/$applet"
	done
	pack "$root" >"$archive.new"
	rm -rf "$root"
	# Bases that nobody has used for a day are worth nothing, nor is what
	# killed runs have left.
	find "$CACHE/initramfs" -mindepth 1 -maxdepth 1 -mmin +1440 -exec rm -rf {} +
	mv "$archive.new" "$archive"
}
