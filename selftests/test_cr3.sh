#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# CR3, KPTI and page tables: what is said of them agrees with what the kernel
# says elsewhere, and with KPTI the kernel is not in user mode's table.

# shellcheck source=lib/test.sh
. "$(dirname "$0")/lib/test.sh"

cr3=$debugfs/cr3
pagetables=$debugfs/pagetables

# fact KEY [FILE]
fact() { sed -n "s/^$1 //p" "${2:-$cr3}"; }

cpu_has() { grep -qw "$1" /proc/cpuinfo && echo 1 || echo 0; }

# In CR4 of the first CPU, as the file of the registers has it.
cr4() {
	awk '$1 == 0 && $2 == "CR4" { print $4 }' "$debugfs/rings" | tr ',' '\n' |
		grep -cxF "$1"
}

kpti() { [ "$(cpu_has pti)" = 1 ]; }

facts() {
	wanted=off
	! kpti || wanted=on
	is "kpti" $wanted "$(fact kpti | cut -d ' ' -f 1)"
	[ "$(fact kpti | wc -w)" -gt 3 ] || fail "no reason: $(fact kpti)"
	is "PCID" "$(cpu_has pcid)" "$(fact cpu_has_pcid)"
	is "INVPCID" "$(cpu_has invpcid)" "$(fact cpu_has_invpcid)"
	is "CR4.PCIDE" "$(cr4 PCIDE)" "$(fact cr4_pcide)"
	is "CR4.PGE" "$(cr4 PGE)" "$(fact cr4_pge)"
	is "levels" $((4 + $(cr4 LA57))) "$(fact levels)"
}

# Bit 12 chooses the half, bit 11 its PCID.
both_values() {
	# Who reads it another time has other tables.
	cat "$cr3" >"$tmp/cr3"
	kernel=$(fact kernel_cr3 "$tmp/cr3")
	[ $((kernel & 0x7ffffffffffff000)) -ne 0 ] || fail "CR3 is $kernel"
	if ! kpti; then
		is "user's" "" "$(fact user_derived_cr3 "$tmp/cr3")"
		return
	fi
	is "kernel's bit 12" 0 $((kernel & 0x1000))
	other=$((0x1000 + 0x800 * $(fact cr4_pcide "$tmp/cr3")))
	is "user's" $((kernel + other)) $(($(fact user_derived_cr3 "$tmp/cr3")))
	if [ "$(fact cr4_pcide "$tmp/cr3")" = 1 ]; then
		is "kernel's PCID" $((kernel & 0xfff)) "$(fact kernel_pcid "$tmp/cr3")"
		is "user's PCID" $(((kernel & 0xfff) + 0x800)) "$(fact user_derived_pcid "$tmp/cr3")"
	fi
}

# walked: keeps the tables of a process that has run a program. One that was only
# forked, as a shell with commands of its own does, has no vDSO before it uses it.
walked() { env cat "$pagetables" >"$tmp/pagetables"; }

# last PAGE TABLE: flags of the last entry walked to.
last() { awk -v p="$1" -v t="$2" '$1 == p && $2 == t { f = $5 } END { print f }' "$tmp/pagetables"; }

# all PAGE TABLE FLAG: has every entry on the way got it?
all() {
	awk -v p="$1" -v t="$2" -v flag="$3" '
		$1 == p && $2 == t { n++; if ("," $5 "," ~ "," flag ",") has++ }
		END { exit !(n && has == n) }' "$tmp/pagetables"
}

# present PAGE TABLE USER: a leaf, that ring 3 may use or not.
present() {
	case $(last "$1" "$2") in
	*LEAF) ;;
	*) fail "$1 is not in the $2 table: $(last "$1" "$2")"; return ;;
	esac
	if all "$1" "$2" US; then
		is "$1 for ring 3" "$3" user
	else
		is "$1 for ring 3" "$3" kernel
	fi
}

kernels_table() {
	walked
	for page in entry_code entry_stack kernel_text kernel_stack module_text; do
		present $page kernel kernel
	done
	for page in vdso user_text user_stack; do
		present $page kernel user
	done
	# Nothing that may be written to may be run.
	for page in kernel_text module_text entry_code user_text vdso; do
		! all $page kernel RW || fail "$page can be written to"
	done
}

users_table() {
	walked
	if ! kpti; then
		is "rows of another table" 0 "$(grep -c ' user_derived ' "$tmp/pagetables")"
		return
	fi
	for page in entry_code entry_stack; do
		present $page user_derived kernel
	done
	for page in vdso user_text user_stack; do
		present $page user_derived user
	done
	# pti=on promises this; with pti=auto and no PCID the image stays.
	grep -qw 'pti=on' /proc/cmdline || return
	for page in kernel_text kernel_stack module_text; do
		is "$page" - "$(last $page user_derived)"
	done
	# User pages can't be run in kernel mode by mistake.
	top=$(awk -v level="$(fact levels)" '$1 == "user_text" && $2 == "kernel" && $3 == level { print $5 }' "$tmp/pagetables")
	echo "$top" | grep -q NX || fail "the kernel's half runs user pages: $top"
}

# A global page of the kernel's text is what the fact says it is.
global() {
	wanted=0
	! last kernel_text kernel | tr ',' '\n' | grep -qx G || wanted=1
	is "global" $wanted "$(fact kernel_text_global | cut -d ' ' -f 1)"
}

hidden() {
	before=$(cat /proc/sys/kernel/kptr_restrict)
	undo="echo $before >/proc/sys/kernel/kptr_restrict"
	echo 2 >/proc/sys/kernel/kptr_restrict
	is "kernel_cr3" hidden "$(fact kernel_cr3)"
	is "entries" "hidden" "$(sed '/^#/d' "$pagetables" | sed 1d | cut -d ' ' -f 4 | sort -u)"
	eval "$undo"
	undo=:
	"$bin/tool" lacking 34 cat "$cr3" "$pagetables" >"$tmp/out"
	grep -v '^#' "$tmp/out" | grep 0x >"$tmp/seen"
	[ ! -s "$tmp/seen" ] || fail "$(head -n 3 "$tmp/seen")"
}

read_by_program() {
	reader cr3 >"$tmp/out" || fail "the reader fails"
	grep -q '^  vdso_data .* user' "$tmp/out" || fail "$(grep vdso "$tmp/out")"
	wanted='One table for both modes'
	! kpti || wanted="User mode's table has none of the kernel's text"
	grep -q "$wanted" "$tmp/out" || fail "$(tail -n 3 "$tmp/out")"
	reader cr3 --json >"$tmp/out" || fail "the reader fails"
}

# Tables come and go while they are walked.
busy() {
	(
		trap 'exit 0' TERM
		while :; do
			"$bin/plain" getppid
			cat /proc/self/maps
		done >/dev/null 2>&1
	) &
	for i in $(seq 25); do
		cat "$pagetables" "$cr3" >/dev/null || fail "read $i"
	done
	kill $!
	wait $! 2>/dev/null
}

plan 8
module_load
check "facts agree with cpuinfo and CR4" facts
check "both values of CR3" both_values
check "the table of kernel mode has everything" kernels_table
check "the table of user mode has what it must, and no more" users_table
check "whether the kernel's text is global" global
check "physical addresses are for those who may see them" hidden
check "the reader puts them side by side" read_by_program
check "walks while tables come and go" busy
finish
