# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0
#
# The QEMU machine. A machine is a file here that defines machine_check (what
# must be installed) and machine_command, which sets the array "command".
#
# It gets: smp cpu mem icount shell append kernel kernel_append work console out
# err verdict initramfs, and common_append for the kernel's command line.

machine_check() { need qemu-system-x86_64 vm; }

# kvm_works: whether a guest was seen to boot under KVM on this machine. The
# device alone proves nothing: some hosts have it and guests hang. Looked at
# once, as it takes a boot; the verdict is for this kernel and CPU.
kvm_works() {
	local verdict_file
	[[ -r /dev/kvm && -w /dev/kvm ]] || return 1
	grep -qwE '^flags.*(vmx|svm)' /proc/cpuinfo || return 1
	verdict_file=$CACHE/kvm-$(cat /proc/sys/kernel/osrelease /proc/cpuinfo |
		grep -vE 'MHz|bogomips' | sha256sum | cut -c1-16)
	if [[ ! -e $verdict_file ]]; then
		mkdir -p "$CACHE"
		if SYSPROBE_ACCEL=kvm "$SCRIPTS/vm" --kernel "$kernel" --no-module \
			--timeout 30 -- true 2>/dev/null; then
			echo yes >"$verdict_file.$$"
		else
			echo no >"$verdict_file.$$"
		fi
		mv "$verdict_file.$$" "$verdict_file"
	fi
	[[ $(<"$verdict_file") == yes ]]
}

machine_command() {
	local accel cpu_default=max line image=vmlinux
	line=$(common_append)

	command=(qemu-system-x86_64 -nodefaults -no-user-config -display none
		-no-reboot -m "$mem" -machine "pc,usb=off")
	if [[ $icount ]]; then
		# One tick of the TSC is one instruction.
		command+=(-accel "tcg,thread=single" -icount "shift=0,sleep=off")
		if [[ $icount == all ]]; then
			# A boot with several was seen to hang.
			command+=(-smp "$smp")
			line+=" maxcpus=1"
		else
			command+=(-smp 1)
		fi
		line+=" tsc=reliable"
	else
		accel=${SYSPROBE_ACCEL:-}
		[[ ! $accel ]] && kvm_works && accel=kvm
		if [[ $accel == kvm ]]; then
			command+=(-accel kvm)
			cpu_default=host
		else
			# QEMU 7.2 with a thread for each CPU breaks under live
			# code patching, and arming a probe is just that.
			command+=(-accel "tcg,thread=single")
		fi
		command+=(-smp "$smp")
	fi
	# What unpacks a kernel turns the fifth level of page tables on; one that
	# is entered unpacked, which is quicker, has four.
	[[ ${cpu:-} != *la57=on* ]] || image=image
	# What watches over a whole kernel isn't set up yet at that entry.
	! "$SCRIPTS/kernel" --list-built | grep -xF -- "$kernel" >/dev/null || image=image
	command+=(-cpu "${cpu:-$cpu_default}")
	command+=(-chardev "file,id=console,path=$console" -serial chardev:console)
	if [[ $shell ]]; then
		command+=(-chardev "stdio,id=out,signal=off")
	else
		command+=(-chardev "file,id=out,path=$out")
	fi
	command+=(-serial chardev:out
		-chardev "file,id=err,path=$err" -serial chardev:err
		-chardev "file,id=verdict,path=$verdict" -serial chardev:verdict
		-pidfile "$work/pid"
		-kernel "$("$SCRIPTS/kernel" "$kernel" --print $image)" -initrd "$initramfs"
		-append "$line${kernel_append:+ $kernel_append}${append:+ $append}")
}
