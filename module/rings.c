// SPDX-License-Identifier: GPL-2.0
/*
 * Bits are named as in Intel's SDM, volume 3, 2.5 (control registers), 2.2.1
 * (EFER), 5.8.7 and 5.8.8 (SYSENTER, SYSCALL) and 2.2.1 of AMD's APM, volume
 * 2, 3.1; FRED's MSRs in the SDM's chapter on FRED. A bit that neither names
 * is shown by its number.
 */
#include <asm/desc.h>
#include <asm/msr.h>
#include <asm/processor-flags.h>
#include <asm/special_insns.h>
#include <asm/tlbflush.h>
#include <linux/cpumask.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include "address.h"
#include "compat.h"
#include "control.h"
#include "rings.h"
#include "text.h"

struct bit {
	u8 at;
	const char *name;
};

static const struct bit cr0_bits[] = {
	{ 0, "PE" }, { 1, "MP" }, { 2, "EM" }, { 3, "TS" }, { 4, "ET" },
	{ 5, "NE" }, { 16, "WP" }, { 18, "AM" }, { 29, "NW" }, { 30, "CD" },
	{ 31, "PG" }, {}
};

static const struct bit cr4_bits[] = {
	{ 0, "VME" }, { 1, "PVI" }, { 2, "TSD" }, { 3, "DE" }, { 4, "PSE" },
	{ 5, "PAE" }, { 6, "MCE" }, { 7, "PGE" }, { 8, "PCE" },
	{ 9, "OSFXSR" }, { 10, "OSXMMEXCPT" }, { 11, "UMIP" }, { 12, "LA57" },
	{ 13, "VMXE" }, { 14, "SMXE" }, { 16, "FSGSBASE" }, { 17, "PCIDE" },
	{ 18, "OSXSAVE" }, { 19, "KL" }, { 20, "SMEP" }, { 21, "SMAP" },
	{ 22, "PKE" }, { 23, "CET" }, { 24, "PKS" }, { 25, "UINTR" },
	{ 27, "LASS" }, { 28, "LAM_SUP" }, { 32, "FRED" }, {}
};

static const struct bit efer_bits[] = {
	{ 0, "SCE" }, { 8, "LME" }, { 10, "LMA" }, { 11, "NXE" },
	{ 12, "SVME" }, { 13, "LMSLE" }, { 14, "FFXSR" }, { 15, "TCE" },
	{ 17, "MCOMMIT" }, { 18, "INTWB" }, { 20, "UAIE" }, { 21, "AIBRSE" },
	{}
};

/* RFLAGS; IOPL is two bits wide. */
static const struct bit flag_bits[] = {
	{ 0, "CF" }, { 2, "PF" }, { 4, "AF" }, { 6, "ZF" }, { 7, "SF" },
	{ 8, "TF" }, { 9, "IF" }, { 10, "DF" }, { 11, "OF" },
	{ 12, "IOPL0" }, { 13, "IOPL1" }, { 14, "NT" }, { 16, "RF" },
	{ 17, "VM" }, { 18, "AC" }, { 19, "VIF" }, { 20, "VIP" }, { 21, "ID" },
	{}
};

/* Words of one column: joined by commas, "-" if there is none. */
struct words {
	struct seq_file *m;
	unsigned int n;
};

static void word(struct words *words)
{
	if (words->n++)
		seq_putc(words->m, ',');
}

static void name_bits(struct words *words, u64 value, const struct bit *bit)
{
	unsigned int i;

	for (i = 0; i < 64; i++) {
		if (bit->name && bit->at < i)
			bit++;
		if (!(value & BIT_ULL(i)))
			continue;
		word(words);
		if (bit->name && bit->at == i)
			seq_puts(words->m, bit->name);
		else
			seq_printf(words->m, "bit%u", i);
	}
}

/* A selector's low two bits are the ring that it gives its bearer. */
static void name_selector(struct words *words, const char *name, u16 selector)
{
	word(words);
	seq_printf(words->m, "%s=0x%x:ring%u", name, selector, selector & 3);
}

/*
 * SYSCALL loads CS from bits 47:32 and SS from 8 beyond; SYSRET adds to bits
 * 63:48 what the mode it returns to asks for, and always gives ring 3.
 */
static void name_star(struct words *words, u64 value)
{
	u16 call = value >> 32, ret = value >> 48;

	name_selector(words, "syscall_cs", call);
	name_selector(words, "syscall_ss", call + 8);
	name_selector(words, "sysret_cs64", (ret + 16) | 3);
	name_selector(words, "sysret_cs32", ret | 3);
	name_selector(words, "sysret_ss", (ret + 8) | 3);
}

/* SYSENTER takes CS and SS from here; with 0 it raises #GP. */
static void name_sysenter_cs(struct words *words, u64 value)
{
	word(words);
	if (!(value & ~3ULL)) {
		seq_puts(words->m, "off");
		return;
	}
	words->n = 0;
	name_selector(words, "cs", value & ~3);
	name_selector(words, "ss", (value & ~3) + 8);
}

/* %ps gives an address away where it finds no symbol. */
static void name_symbol(struct words *words, u64 value)
{
	char symbol[64];

	word(words);
	snprintf(symbol, sizeof(symbol), "%ps", (void *)value);
	if (!value)
		seq_puts(words->m, "none");
	else if (!IS_ENABLED(CONFIG_KALLSYMS) || !strncmp(symbol, "0x", 2))
		seq_puts(words->m, "no_symbol");
	else
		seq_puts(words->m, symbol);
}

/* FRED enters at the page for ring 3 and 256 bytes on for ring 0. */
static void name_fred(struct words *words, u64 value)
{
	name_symbol(words, value & PAGE_MASK);
}

static u64 get_cr0(void)
{
	return read_cr0();
}

static u64 get_cr4(void)
{
	return __read_cr4();
}

/* The gate is in the kernel's memory; the CPU says where. */
static const gate_desc *int80_gate(void)
{
	struct desc_ptr idt;

	store_idt(&idt);
	if (idt.size < 0x81 * sizeof(gate_desc) - 1)
		return NULL;
	return (const gate_desc *)idt.address + 0x80;
}

static u64 get_int80(void)
{
	const gate_desc *gate = int80_gate();

	return gate && gate->bits.p ? gate_offset(gate) : 0;
}

/* What a gate asks of its callers: CPL <= DPL. */
static u64 get_int80_dpl(void)
{
	const gate_desc *gate = int80_gate();

	return gate ? gate->bits.dpl : 0;
}

static void name_dpl(struct words *words, u64 value)
{
	word(words);
	seq_printf(words->m, "callers_up_to_ring%llu", value);
}

/**
 * struct reg - a register, where it is and what is in it
 * @name:    as the manuals have it
 * @get:     reads it on this CPU; NULL: it is the MSR @msr
 * @msr:     its number
 * @bits:    names of its bits
 * @explain: where bits alone don't tell
 * @address: it holds an address of the kernel's
 * @own:     each CPU has its own by design
 * @fred:    it is there only with CR4.FRED
 */
struct reg {
	const char *name;
	u64 (*get)(void);
	u32 msr;
	const struct bit *bits;
	void (*explain)(struct words *words, u64 value);
	bool address;
	bool own;
	bool fred;
};

#define CR4_FRED_BIT		BIT_ULL(32)

static const struct reg regs[] = {
	{ .name = "CR0", .get = get_cr0, .bits = cr0_bits },
	{ .name = "CR4", .get = get_cr4, .bits = cr4_bits },
	{ .name = "EFER", .msr = MSR_EFER, .bits = efer_bits },
	{ .name = "STAR", .msr = MSR_STAR, .explain = name_star },
	{ .name = "LSTAR", .msr = MSR_LSTAR, .explain = name_symbol,
	  .address = true },
	{ .name = "CSTAR", .msr = MSR_CSTAR, .explain = name_symbol,
	  .address = true },
	{ .name = "SFMASK", .msr = MSR_SYSCALL_MASK, .bits = flag_bits },
	{ .name = "SYSENTER_CS", .msr = MSR_IA32_SYSENTER_CS,
	  .explain = name_sysenter_cs },
	{ .name = "SYSENTER_ESP", .msr = MSR_IA32_SYSENTER_ESP,
	  .explain = name_symbol, .address = true, .own = true },
	{ .name = "SYSENTER_EIP", .msr = MSR_IA32_SYSENTER_EIP,
	  .explain = name_symbol, .address = true },
	{ .name = "INT80", .get = get_int80, .explain = name_symbol,
	  .address = true },
	{ .name = "INT80_DPL", .get = get_int80_dpl, .explain = name_dpl },
	{ .name = "FRED_CONFIG", .msr = MSR_IA32_FRED_CONFIG,
	  .explain = name_fred, .address = true, .fred = true },
};

enum { CR4_AT = 1, REGS = ARRAY_SIZE(regs) };

struct reading {
	bool there;
	bool missing[REGS];
	u64 value[REGS];
};

struct walk {
	bool addresses;		/* may be shown */
	unsigned int first;	/* the CPU that others are compared with */
	struct reading *cpus;	/* nr_cpu_ids of them */
};

/* On each CPU, with interrupts off. */
static void read_cpu(void *data)
{
	struct walk *walk = data;
	struct reading *cpu = &walk->cpus[smp_processor_id()];
	unsigned int i;

	for (i = 0; i < REGS; i++) {
		if (regs[i].fred && !(cpu->value[CR4_AT] & CR4_FRED_BIT))
			cpu->missing[i] = true;
		else if (regs[i].get)
			cpu->value[i] = regs[i].get();
		else if (sysprobe_rdmsr_safe(regs[i].msr, &cpu->value[i]))
			cpu->missing[i] = true;
	}
	cpu->there = true;
}

/* Position 0 is the head, then come the registers of one CPU after another. */
static void *walk_at(struct walk *walk, loff_t *pos)
{
	if (!*pos)
		return SEQ_START_TOKEN;
	for (; *pos <= (loff_t)nr_cpu_ids * REGS; ++*pos) {
		const struct reading *cpu = &walk->cpus[(*pos - 1) / REGS];

		/* FRED's is no register of a CPU that doesn't use it. */
		if (cpu->there && !(regs[(*pos - 1) % REGS].fred &&
				    cpu->missing[(*pos - 1) % REGS]))
			return pos;
	}
	return NULL;
}

static void *walk_start(struct seq_file *m, loff_t *pos)
{
	return walk_at(m->private, pos);
}

static void *walk_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return walk_at(m->private, pos);
}

static void walk_stop(struct seq_file *m, void *v)
{
}

static int print_head(struct seq_file *m)
{
	int err = sysprobe_control_lock();

	if (err)
		return err;
	err = sysprobe_text_head(m, "rings");
	sysprobe_control_unlock();
	seq_puts(m, "cpu register value meaning note\n");
	return err;
}

static const char *note(const struct walk *walk, const struct reading *cpu,
			unsigned int i)
{
	const struct reading *first = &walk->cpus[walk->first];

	if (regs[i].own)
		return "per_cpu";
	if (cpu->missing[i] != first->missing[i] ||
	    cpu->value[i] != first->value[i])
		return "differs";
	return "-";
}

static int walk_show(struct seq_file *m, void *v)
{
	const struct walk *walk = m->private;
	const struct reading *cpu;
	struct words words = { m };
	unsigned int at, i;

	if (v == SEQ_START_TOKEN)
		return print_head(m);
	at = *(loff_t *)v - 1;
	i = at % REGS;
	cpu = &walk->cpus[at / REGS];
	seq_printf(m, "%u %s ", at / (unsigned int)REGS, regs[i].name);
	if (cpu->missing[i]) {
		seq_printf(m, "- unreadable %s\n", note(walk, cpu, i));
		return 0;
	}
	if (regs[i].address && !walk->addresses)
		seq_puts(m, "hidden ");
	else
		seq_printf(m, "0x%llx ", cpu->value[i]);
	if (regs[i].bits)
		name_bits(&words, cpu->value[i], regs[i].bits);
	else
		regs[i].explain(&words, cpu->value[i]);
	seq_printf(m, "%s %s\n", words.n ? "" : "-", note(walk, cpu, i));
	return 0;
}

static const struct seq_operations walk_ops = {
	.start = walk_start,
	.next = walk_next,
	.stop = walk_stop,
	.show = walk_show,
};

int sysprobe_rings_open(struct file *file)
{
	struct walk *walk = __seq_open_private(file, &walk_ops, sizeof(*walk));

	if (!walk)
		return -ENOMEM;
	walk->cpus = kvcalloc(nr_cpu_ids, sizeof(*walk->cpus), GFP_KERNEL);
	if (!walk->cpus) {
		seq_release_private(file_inode(file), file);
		return -ENOMEM;
	}
	walk->addresses = sysprobe_address_shown(file);
	on_each_cpu(read_cpu, walk, 1);
	while (walk->first < nr_cpu_ids - 1 && !walk->cpus[walk->first].there)
		walk->first++;
	return 0;
}

int sysprobe_rings_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;
	struct walk *walk = m->private;

	kvfree(walk->cpus);
	return seq_release_private(inode, file);
}
