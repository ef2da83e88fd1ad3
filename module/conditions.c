// SPDX-License-Identifier: GPL-2.0
#include <asm/cpufeature.h>
#include <asm/tsc.h>
#include <linux/cpumask.h>
#include <linux/dmi.h>
#include <linux/kernel.h>
#include <linux/pid.h>
#include <linux/string.h>
#include <linux/utsname.h>
#include "account.h"
#include "compat.h"
#include "conditions.h"
#include "control.h"

struct lines {
	char *buf;
	size_t used;
};

static __printf(2, 3) void add(struct lines *lines, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	lines->used += vscnprintf(lines->buf + lines->used,
				  SYSPROBE_CONDITIONS_SIZE - lines->used, fmt,
				  args);
	va_end(args);
}

/* CPUID leaf 0x40000000, as each hypervisor's own documentation has it. */
static const struct {
	char signature[13];
	const char *name;
} hypervisors[] = {
	{ "KVMKVMKVM\0\0\0", "KVM" },
	{ "TCGTCGTCGTCG", "QEMU TCG" },
	{ "Microsoft Hv", "Hyper-V" },
	{ "VMwareVMware", "VMware" },
	{ "XenVMMXenVMM", "Xen" },
	{ "ACRNACRNACRN", "ACRN" },
	{ "bhyve bhyve ", "bhyve" },
	{ "VBoxVBoxVBox", "VirtualBox" },
};

static void add_hypervisor(struct lines *lines)
{
	char signature[13] = "";
	unsigned int i, eax;
	const char *bios;

	if (!boot_cpu_has(X86_FEATURE_HYPERVISOR)) {
		/* Bochs' CPU passes for the one it emulates; its BIOS doesn't. */
		bios = dmi_get_system_info(DMI_BIOS_VENDOR);
		add(lines, "hypervisor: %s\n", bios && strstr(bios, "Bochs") ?
		    "Bochs" : "none seen");
		return;
	}
	cpuid(0x40000000, &eax, (u32 *)&signature[0], (u32 *)&signature[4],
	      (u32 *)&signature[8]);
	for (i = 0; i < ARRAY_SIZE(hypervisors); i++) {
		if (!memcmp(signature, hypervisors[i].signature, 12)) {
			add(lines, "hypervisor: %s\n", hypervisors[i].name);
			return;
		}
	}
	/* What a hypervisor says of itself may be anything. */
	for (i = 0; i < 12; i++)
		if (signature[i] < ' ' || signature[i] > '~')
			signature[i] = '.';
	add(lines, "hypervisor: unknown, '%s'\n", signature);
}

static void add_machine(struct lines *lines)
{
	const struct new_utsname *uts = init_utsname();
	const struct cpuinfo_x86 *cpu = &boot_cpu_data;

	add(lines, "kernel: %s %s\n", uts->release, uts->version);
	add(lines, "cpu: %s, family %u model %u stepping %u, microcode 0x%x\n",
	    cpu->x86_model_id[0] ? cpu->x86_model_id : "unnamed", cpu->x86,
	    cpu->x86_model, cpu->x86_stepping, cpu->microcode);
	add(lines, "cpus: %u online\n", num_online_cpus());
	add_hypervisor(lines);
}

/* Whether ticks of two CPUs can be compared, and keep their rate. */
static void add_clock(struct lines *lines)
{
	bool constant = boot_cpu_has(X86_FEATURE_CONSTANT_TSC);
	bool nonstop = boot_cpu_has(X86_FEATURE_NONSTOP_TSC);

	add(lines, "clock: TSC at %u kHz, %s, %s, %s\n", tsc_khz,
	    check_tsc_unstable() ?
	    "marked unstable by the kernel (ticks of different CPUs may disagree)" :
	    "not marked unstable",
	    constant ? "constant rate" : "no promise of a constant rate",
	    nonstop ? "runs in deep sleep" : "may stop in deep sleep");
}

/*
 * What the kernel does on each entry or exit, or to each indirect branch and
 * return on the way. Names as the kernel's documentation has them.
 */
static const struct {
	u16 feature;
	const char *name;
} mitigations[] = {
#ifdef X86_FEATURE_KERNEL_IBRS
	{ X86_FEATURE_KERNEL_IBRS, "IBRS written on entry and exit" },
#endif
#ifdef X86_FEATURE_ENTRY_IBPB
	{ X86_FEATURE_ENTRY_IBPB, "IBPB on entry" },
#endif
#ifdef X86_FEATURE_IBPB_EXIT_TO_USER
	{ X86_FEATURE_IBPB_EXIT_TO_USER, "IBPB on some exits" },
#endif
#ifdef X86_FEATURE_UNRET
	{ X86_FEATURE_UNRET, "untrained return on entry" },
#endif
#ifdef X86_FEATURE_SRSO
	{ X86_FEATURE_SRSO, "SRSO return thunk" },
#endif
#ifdef X86_FEATURE_SRSO_ALIAS
	{ X86_FEATURE_SRSO_ALIAS, "SRSO alias return thunk" },
#endif
#ifdef X86_FEATURE_CLEAR_BHB_LOOP
	{ X86_FEATURE_CLEAR_BHB_LOOP, "branch history cleared on entry" },
#endif
#ifdef X86_FEATURE_CLEAR_BHB_HW
	{ X86_FEATURE_CLEAR_BHB_HW, "branch history kept apart by the CPU" },
#endif
#ifdef X86_FEATURE_CLEAR_CPU_BUF
	{ X86_FEATURE_CLEAR_CPU_BUF, "VERW on exit" },
#endif
	{ X86_FEATURE_FENCE_SWAPGS_USER, "LFENCE after SWAPGS from user mode" },
	{ X86_FEATURE_FENCE_SWAPGS_KERNEL, "LFENCE where SWAPGS is skipped" },
	{ X86_FEATURE_RETPOLINE, "retpolines" },
#ifdef X86_FEATURE_RETPOLINE_LFENCE
	{ X86_FEATURE_RETPOLINE_LFENCE, "LFENCE before indirect branches" },
#endif
#ifdef X86_FEATURE_RETHUNK
	{ X86_FEATURE_RETHUNK, "return thunks" },
#endif
#ifdef X86_FEATURE_CALL_DEPTH
	{ X86_FEATURE_CALL_DEPTH, "call depth tracking" },
#endif
#ifdef X86_FEATURE_IBRS_ENHANCED
	{ X86_FEATURE_IBRS_ENHANCED, "enhanced IBRS (free on entry)" },
#endif
	{ X86_FEATURE_SMAP, "SMAP" },
#ifdef X86_FEATURE_IBT
	{ X86_FEATURE_IBT, "IBT" },
#endif
#ifdef X86_FEATURE_USER_SHSTK
	{ X86_FEATURE_USER_SHSTK, "user shadow stacks possible" },
#endif
#ifdef X86_FEATURE_FRED
	{ X86_FEATURE_FRED, "FRED possible" },
#endif
};

static void add_entry_path(struct lines *lines)
{
	unsigned int i, n = 0;

	add(lines, "kpti: %s\n", boot_cpu_has(X86_FEATURE_PTI) ? "on" : "off");
	add(lines, "mitigations: ");
	for (i = 0; i < ARRAY_SIZE(mitigations); i++)
		/* cpu_has() and not boot_cpu_has(): the bit is a variable. */
		if (cpu_has(&boot_cpu_data, mitigations[i].feature))
			add(lines, "%s%s", n++ ? ", " : "",
			    mitigations[i].name);
	add(lines, "%s\n", n ? "" : "none");
#ifdef CONFIG_RANDOMIZE_KSTACK_OFFSET
	add(lines, "kernel stack offset: randomised on each call %s\n",
	    IS_ENABLED(CONFIG_RANDOMIZE_KSTACK_OFFSET_DEFAULT) ?
	    "unless the boot options say otherwise" :
	    "only if the boot options say so");
#endif
}

static void add_session(struct lines *lines)
{
	const struct sysprobe_session *session = sysprobe_control_session();

	if (!session->number) {
		add(lines, "hook: %s by default\n",
		    sysprobe_control_default_hook());
		add(lines, "session: none yet\n");
		return;
	}
	add(lines, "hook: %s\n", sysprobe_control_hook());
	add(lines, "session: %llu, %s, generation %u\n", session->number,
	    session->running ? "counting" : "stopped",
	    sysprobe_account_generation());
	add(lines, "command: %s\n", session->command);
}

size_t sysprobe_conditions(char *buf)
{
	struct lines lines = { buf, 0 };

	add_machine(&lines);
	add_clock(&lines);
	add_entry_path(&lines);
	add_session(&lines);
	return lines.used;
}
