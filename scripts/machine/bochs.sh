# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0
#
# The Bochs machine: slow, but it has PCID and INVPCID, which QEMU's TCG lacks
# in every version. Boots from a CD that is made for the run, as Bochs loads no
# kernel by itself. One CPU: its multiprocessor emulation is slower still.
#
# Debian builds it with a debugger, which waits at a prompt: commands in a file
# answer it. At poweroff it exits with 1, so only the guest's verdict counts.

BOCHS_CPU=corei7_haswell_4770	# the first model with both

machine_check() {
	[[ ! $icount ]] || misuse "--icount needs QEMU: --machine qemu"
	[[ ! $shell ]] || misuse "--shell needs QEMU: --machine qemu"
	((smp <= 2)) || misuse "this machine has one CPU"
	[[ $mem =~ [MG]$ ]] || misuse "--mem takes M or G with this machine"
	need unshare vm
	need bochs bochs
	need xorriso bochs
	[[ -e /usr/lib/ISOLINUX/isolinux.bin && -e /usr/lib/syslinux/modules/bios/ldlinux.c32 ]] ||
		"$SCRIPTS/setup" bochs
}

# bochs_cd LINE: kernel, initramfs and the command line, as $work/cd.iso.
bochs_cd() {
	local dir=$work/cd
	mkdir -p "$dir"
	cp /usr/lib/ISOLINUX/isolinux.bin /usr/lib/syslinux/modules/bios/ldlinux.c32 "$dir/"
	cp "$("$SCRIPTS/kernel" "$kernel" --print image)" "$dir/kernel"
	cp "$initramfs" "$dir/initramfs"
	printf 'DEFAULT k\nPROMPT 0\nLABEL k\nKERNEL kernel\nINITRD initramfs\nAPPEND %s\n' \
		"$1" >"$dir/isolinux.cfg"
	xorriso -as mkisofs -quiet -o "$work/cd.iso" -b isolinux.bin -c boot.cat \
		-no-emul-boot -boot-load-size 4 -boot-info-table "$dir" 2>"$work/cd.log" ||
		die "xorriso couldn't make the guest's CD: $(tail -n 1 "$work/cd.log")"
	rm -r "$dir"
}

machine_command() {
	local line megs=${mem%[MG]}
	[[ $mem != *G ]] || megs=$((megs * 1024))
	line="$(common_append) tsc=reliable"
	bochs_cd "$line${kernel_append:+ $kernel_append}${append:+ $append}"
	cat >"$work/bochsrc" <<-END
		config_interface: textconfig
		display_library: rfb, options="timeout=0"
		plugin_ctrl: unmapped=1, biosdev=1, speaker=0, extfpuirq=1, serial=1
		romimage: file=/usr/share/bochs/BIOS-bochs-latest
		vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
		megs: $megs
		cpu: model=${cpu:-$BOCHS_CPU}, count=1, ips=50000000
		clock: sync=none
		boot: cdrom
		ata0-master: type=cdrom, path=$work/cd.iso, status=inserted
		com1: enabled=1, mode=file, dev=$console
		com2: enabled=1, mode=file, dev=$out
		com3: enabled=1, mode=file, dev=$err
		com4: enabled=1, mode=file, dev=$verdict
		log: $work/bochs.log
		panic: action=fatal
		error: action=ignore
		info: action=ignore
		debug: action=ignore
	END
	printf 'c\nq\n' >"$work/bochs.rc"
	command=(bochs -q -f "$work/bochsrc" -rc "$work/bochs.rc")
	# Its screen can only be had as a server for whoever connects. Without
	# a network nobody does. In a chroot, or where an administrator forbids it,
	# an ordinary user can't leave the network.
	if ((EUID == 0)); then
		command=(unshare --net "${command[@]}")
	elif unshare --net --map-root-user true 2>/dev/null; then
		command=(unshare --net --map-root-user "${command[@]}")
	else
		say "the guest's screen is open to the network, at one of the ports from 5900: this user can't have a network namespace"
	fi
}
