#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The registers that separate ring 3 from ring 0: all of each CPU's, as the
# kernel's own sources have them, addresses only for who may see them; and what
# a program that is in ring 3 is kept from doing.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

rings=$debugfs/rings

# register CPU NAME COLUMN
register() {
	awk -v cpu="$1" -v name="$2" -v column="$3" '
		/^#/ { next }
		!titles++ { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$1 == cpu && $2 == name { print $at[column] }' "$rings"
}

# has CPU NAME WORD: among its names.
has() { register "$1" "$2" meaning | tr ',' '\n' | grep -qxF "$3"; }

cpus_online() { grep -c '^processor' /proc/cpuinfo; }

each_once() {
	grep -v '^#' "$rings" | sed 1d >"$tmp/rows"
	is "rows twice" "" "$(awk '{ print $1, $2 }' "$tmp/rows" | sort | uniq -d)"
	for name in CR0 CR4 EFER STAR LSTAR CSTAR SFMASK SYSENTER_CS SYSENTER_ESP \
		    SYSENTER_EIP INT80 INT80_DPL; do
		is "CPUs that have $name" "$(cpus_online)" \
			"$(awk -v name=$name '$2 == name' "$tmp/rows" | wc -l)"
	done
}

# What a 64-bit kernel can't run without, and what cpuinfo says is in use.
bits() {
	for wanted in CR0:PE CR0:WP CR0:PG CR4:PAE EFER:SCE EFER:LME EFER:LMA EFER:NXE \
		      SFMASK:IF SFMASK:TF SFMASK:DF SFMASK:AC STAR:syscall_cs=0x10:ring0 \
		      STAR:syscall_ss=0x18:ring0 STAR:sysret_cs64=0x33:ring3 \
		      STAR:sysret_cs32=0x23:ring3 STAR:sysret_ss=0x2b:ring3; do
		has 0 "${wanted%%:*}" "${wanted#*:}" || fail "no $wanted"
	done
	# ospke: of a kernel that is built for them
	for flag in smep:SMEP smap:SMAP umip:UMIP fsgsbase:FSGSBASE ospke:PKE; do
		grep -qw "${flag%:*}" /proc/cpuinfo || continue
		has 0 CR4 "${flag#*:}" || fail "no ${flag#*:}, which cpuinfo lists as in use"
	done
}

# Against the kernel's own list of symbols.
doors() {
	for door in LSTAR:entry_SYSCALL_64 SYSENTER_EIP:entry_SYSENTER_compat; do
		name=${door%:*}
		is "$name" "${door#*:}" "$(register 0 "$name" meaning)"
		wanted=$(awk -v symbol="${door#*:}" '$3 == symbol { print $1 }' /proc/kallsyms)
		is "where $name leads" "$((0x$wanted))" "$(($(register 0 "$name" value)))"
	done
	register 0 INT80 meaning | grep -q 'int80\|INT80' ||
		fail "int 0x80 leads to $(register 0 INT80 meaning)"
	is "who may use int 0x80" callers_up_to_ring3 "$(register 0 INT80_DPL meaning)"
}

# The note says what comparing with the first CPU's rows says.
differences() {
	grep -v '^#' "$rings" | awk '
		NR == 1 { next }
		!($2 in first) { first[$2] = $3 " " $4 }
		{
			note = first[$2] == $3 " " $4 ? "-" : "differs"
			if ($2 == "SYSENTER_ESP")
				note = "per_cpu"
			if ($5 != note)
				print $0 ", but it is " note
		}' >"$tmp/odd"
	[ ! -s "$tmp/odd" ] || fail "$(cat "$tmp/odd")"
}

# no_address COMMAND...: what it prints has none, and says so.
no_address() {
	"$@" >"$tmp/out" || fail "$* fails"
	is "hidden values of CPU 0" 5 "$(grep -c '^0 .* hidden ' "$tmp/out")"
	grep -v '^#' "$tmp/out" | grep -i '0xffff' >"$tmp/seen"
	[ ! -s "$tmp/seen" ] || fail "$(cat "$tmp/seen")"
	grep -q '^0 LSTAR hidden entry_SYSCALL_64 ' "$tmp/out" || fail "no name of the entry"
}

hidden() {
	before=$(cat /proc/sys/kernel/kptr_restrict)
	undo="echo $before >/proc/sys/kernel/kptr_restrict"
	echo 2 >/proc/sys/kernel/kptr_restrict
	no_address cat "$rings"
	eval "$undo"
	undo=:
	# CAP_SYSLOG
	no_address "$bin/tool" lacking 34 cat "$rings"
}

offline() {
	online=/sys/devices/system/cpu/cpu1/online
	[ -e $online ] || { skip "there is one CPU only: scripts/vm --smp 2"; return; }
	undo="echo 1 >$online"
	echo 0 >$online || fail "cannot switch CPU 1 off"
	grep -q '^1 ' "$rings" && fail "CPU 1 is off and has rows"
	each_once
	eval "$undo"
	undo=:
	grep -q '^1 ' "$rings" || fail "CPU 1 is on and has no rows"
}

# stopped EXCEPTION INSTRUCTION...
stopped() {
	exception=$1
	shift
	for code; do
		grep -q "^  $code  .*  $exception, SIGSEGV$" "$tmp/out" ||
			fail "$code: $(grep "^  $code" "$tmp/out")"
	done
}

acts() {
	reader rings >"$tmp/out" || fail "the reader fails"
	grep -q '^  LSTAR  *0x[0-9a-f]*  entry_SYSCALL_64$' "$tmp/out" || fail "no registers"
	stopped '#GP(0x0)' HLT CLI 'MOV r64, CR3' 'MOV CR3, r64' 'INVLPG m' RDMSR \
		'IN AL, 80h' 'OUT 80h, AL'
	stopped '#PF(0x5)' 'MOV r8, m8'
	stopped '#PF(0x15)' 'CALL r64'
	wanted=allowed
	! has 0 CR4 UMIP || wanted='#GP by UMIP; the kernel answered'
	grep -q "^  SGDT m  .*  $wanted$" "$tmp/out" || fail "$(grep SGDT "$tmp/out")"
	reader rings --json >"$tmp/json" || fail "the reader fails"
	is "acts stopped" "$(grep -c SIGSEGV "$tmp/out")" \
		"$(grep -c '"outcome": "stopped"' "$tmp/json")"
}

without_rights() {
	"$bin/tool" nobody "$reader" rings >"$tmp/out" || fail "the reader fails"
	grep -q '^No registers: no permission' "$tmp/out" || fail "$(head -n 1 "$tmp/out")"
	stopped '#GP(0x0)' HLT RDMSR
}

plan 8
module_load
check "every online CPU has each register once" each_once
check "bits have their names" bits
check "entry points are the kernel's" doors
check "a CPU that differs is pointed out" differences
check "addresses are for those who may see them" hidden
check "a CPU that is off has no rows" offline
check "what user mode tries is stopped" acts
check "a user without rights still learns that" without_rights
finish
