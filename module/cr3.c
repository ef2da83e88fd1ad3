// SPDX-License-Identifier: GPL-2.0
/*
 * The user half of a pair of page tables is known from the kernel half: the
 * kernel allocates both as one, 8 KiB aligned, so that bit 12 of CR3 chooses,
 * and gives the user half the kernel half's PCID with bit 11 set (see
 * arch/x86/include/asm/tlbflush.h and arch/x86/entry/calling.h of the kernel).
 * Nothing exported says what the entry code will really load, so what is
 * said of the user half is derived, and said to be.
 */
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/processor.h>
#include <asm/processor-flags.h>
#include <asm/ptrace.h>
#include <asm/special_insns.h>
#include <asm/tlbflush.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/mem_encrypt.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include "address.h"
#include "compat.h"
#include "control.h"
#include "cr3.h"
#include "pagewalk.h"
#include "text.h"

#define USER_TABLE	BIT_ULL(12)

static bool kpti(void)
{
	return boot_cpu_has(X86_FEATURE_PTI);
}

static const char *kpti_why(void)
{
	bool needed = boot_cpu_has_bug(X86_BUG_CPU_MELTDOWN);

	if (boot_cpu_has(X86_FEATURE_XENPV))
		return "Xen PV has a way of its own";
	if (kpti())
		return needed ? "the CPU has the Meltdown bug" :
				"a boot option asked for it; the CPU does not need it";
	if (!IS_ENABLED(CONFIG_PAGE_TABLE_ISOLATION) &&
	    !IS_ENABLED(CONFIG_MITIGATION_PAGE_TABLE_ISOLATION))
		return "the kernel was built without it";
	return needed ? "a boot option switched it off; the CPU has the Meltdown bug" :
			"the CPU does not have the Meltdown bug";
}

/* Why nothing can be said of page tables here; NULL: it can. */
static const char *why_not(void)
{
	if (boot_cpu_has(X86_FEATURE_XENPV))
		return "under Xen PV the page tables are the hypervisor's";
	return NULL;
}

/* PCIDs are in use only with CR4.PCIDE; else bits 3 and 4 are PWT and PCD. */
static bool pcide(void)
{
	return __read_cr4() & X86_CR4_PCIDE;
}

static u64 user_cr3(u64 kernel)
{
	return kernel | USER_TABLE | (pcide() ? SYSPROBE_USER_PCID : 0);
}

static void print_one(struct seq_file *m, const char *name, u64 cr3, bool shown)
{
	if (shown)
		seq_printf(m, "%s_cr3 0x%llx\n", name, cr3);
	else
		seq_printf(m, "%s_cr3 hidden\n", name);
	if (pcide())
		seq_printf(m, "%s_pcid %llu\n", name, cr3 & X86_CR3_PCID_MASK);
	else
		seq_printf(m, "%s_pcid -\n", name);
}

static void print_cpu(struct seq_file *m)
{
	seq_printf(m, "kpti %s %s\n", kpti() ? "on" : "off", kpti_why());
	seq_printf(m, "cpu_has_pcid %d\n", !!boot_cpu_has(X86_FEATURE_PCID));
	seq_printf(m, "cpu_has_invpcid %d\n",
		   !!boot_cpu_has(X86_FEATURE_INVPCID));
	seq_printf(m, "cr4_pcide %d\n", pcide());
	seq_printf(m, "cr4_pge %d\n", !!(__read_cr4() & X86_CR4_PGE));
	seq_printf(m, "levels %u\n", sysprobe_pagewalk_levels());
}

/* Of kernel mode's CR3. Without KPTI a top table may be anywhere, bit 12 set. */
static u64 top_of(u64 cr3)
{
	return __sme_clr(cr3) & PHYSICAL_PAGE_MASK;
}

/*
 * With KPTI and no PCID the kernel leaves its image mapped global, and in the
 * user half: every switch flushes what isn't global, and it deems the image
 * no secret. pti=on asks for more than that.
 */
static void print_global(struct seq_file *m, u64 cr3)
{
	struct sysprobe_pagewalk walk;
	unsigned long flags;
	u64 leaf;

	local_irq_save(flags);
	sysprobe_pagewalk(top_of(cr3), (unsigned long)&kfree, &walk);
	local_irq_restore(flags);
	leaf = walk.entry[walk.depth - 1];
	seq_printf(m, "kernel_text_global %d %s\n", !!(leaf & _PAGE_GLOBAL),
		   !(leaf & _PAGE_GLOBAL) ? "a switch of tables drops it" :
		   kpti() ? "as with KPTI and no PCID, unless pti=on says otherwise" :
			    "a switch of tables keeps it");
}

static void print_cr3(struct seq_file *m, bool shown)
{
	u64 cr3 = __read_cr3();

	print_one(m, "kernel", cr3, shown);
	if (kpti())
		print_one(m, "user_derived", user_cr3(cr3), shown);
	seq_printf(m, "lam %s\n", cr3 & BIT_ULL(61) ? "U57" :
				  cr3 & BIT_ULL(62) ? "U48" : "none");
	seq_printf(m, "encrypted %d\n", __sme_clr(cr3) != cr3);
	print_global(m, cr3);
}

static int cr3_show(struct seq_file *m, void *v)
{
	bool shown = m->private;
	int err = sysprobe_control_lock();

	if (err)
		return err;
	err = sysprobe_text_head(m, "cr3");
	sysprobe_control_unlock();
	print_cpu(m);
	if (why_not())
		seq_printf(m, "refused %s\n", why_not());
	else
		print_cr3(m, shown);
	return err;
}

int sysprobe_cr3_open(struct file *file)
{
	return single_open(file, cr3_show,
			   (void *)(unsigned long)sysprobe_address_shown(file));
}

/* pagetables: pages of both halves, walked for the task that reads */

struct page_of {
	const char *name;
	unsigned long address;
};

enum { PAGES = 9 };

static unsigned long entry_stack(void)
{
	u64 top;

	/* The stack that SYSENTER comes in on is the CPU's entry stack. */
	if (sysprobe_rdmsr_safe(MSR_IA32_SYSENTER_ESP, &top) || !top)
		return 0;
	return top - sizeof(long);
}

static unsigned long entry_code(void)
{
	u64 address;

	if (!sysprobe_fred())
		return sysprobe_rdmsr_safe(MSR_LSTAR, &address) ? 0 : address;
	/* All entries are in one page, whose address has settings below. */
	if (sysprobe_rdmsr_safe(MSR_IA32_FRED_CONFIG, &address))
		return 0;
	return address & PAGE_MASK;
}

/*
 * The vDSO's data stands right below it: the time's page first, and since 6.13
 * those of hypervisors' clocks in a mapping of their own in between.
 */
static unsigned long vdso_data(struct mm_struct *mm, unsigned long vdso)
{
	const struct vm_operations_struct *special = NULL;
	struct vm_area_struct *vma;
	unsigned long start = vdso;

	if (mmap_read_lock_killable(mm))
		return 0;
	vma = find_vma(mm, vdso);
	if (vma && vma->vm_start == vdso)
		special = vma->vm_ops;
	while (special) {
		vma = find_vma(mm, start - 1);
		if (!vma || vma->vm_end != start || vma->vm_ops != special)
			break;
		start = vma->vm_start;
	}
	mmap_read_unlock(mm);
	return start < vdso ? start : 0;
}

static void choose(struct page_of *pages, unsigned long *stack)
{
	struct pt_regs *regs = task_pt_regs(current);
	struct mm_struct *mm = current->mm;
	unsigned long vdso = mm ? (unsigned long)mm->context.vdso : 0;
	unsigned int i = 0;

	pages[i++] = (struct page_of){ "entry_code", entry_code() };
	pages[i++] = (struct page_of){ "entry_stack", entry_stack() };
	pages[i++] = (struct page_of){ "kernel_text", (unsigned long)&kfree };
	pages[i++] = (struct page_of){ "kernel_stack", (unsigned long)stack };
	pages[i++] = (struct page_of){ "module_text", (unsigned long)&choose };
	pages[i++] = (struct page_of){ "vdso", vdso };
	pages[i++] = (struct page_of){ "vdso_data",
				       vdso ? vdso_data(mm, vdso) : 0 };
	pages[i++] = (struct page_of){ "user_text", mm ? regs->ip : 0 };
	pages[i++] = (struct page_of){ "user_stack", mm ? regs->sp : 0 };
}

static const struct {
	u8 at;
	const char *name;
} flag_names[] = {
	{ 0, "P" }, { 1, "RW" }, { 2, "US" }, { 3, "PWT" }, { 4, "PCD" },
	{ 5, "A" }, { 6, "D" }, { 8, "G" }, { 63, "NX" },
};

static void print_flags(struct seq_file *m, u64 entry, unsigned int level)
{
	unsigned int i, n = 0;

	/* Of an entry that isn't present, nothing else means anything. */
	if (!(entry & _PAGE_PRESENT)) {
		seq_puts(m, "-\n");
		return;
	}
	for (i = 0; i < ARRAY_SIZE(flag_names); i++)
		if (entry & BIT_ULL(flag_names[i].at))
			seq_printf(m, "%s%s", n++ ? "," : "",
				   flag_names[i].name);
	seq_puts(m, sysprobe_pagewalk_leaf(entry, level) ? ",LEAF\n" : "\n");
}

static void print_walk(struct seq_file *m, const char *page, const char *table,
		       const struct sysprobe_pagewalk *walk)
{
	unsigned int i;

	for (i = 0; i < walk->depth; i++) {
		seq_printf(m, "%s %s %u ", page, table, walk->levels - i);
		if (m->private)
			seq_printf(m, "0x%llx ", walk->entry[i]);
		else
			seq_puts(m, "hidden ");
		print_flags(m, walk->entry[i], walk->levels - i);
	}
}

static void walk_both(struct seq_file *m, const struct page_of *page)
{
	struct sysprobe_pagewalk kernel, user;
	unsigned long flags;
	u64 top;

	/* One reading of CR3, on one CPU, for both. */
	local_irq_save(flags);
	top = top_of(__read_cr3());
	sysprobe_pagewalk(top, page->address, &kernel);
	if (kpti())
		sysprobe_pagewalk(top | USER_TABLE, page->address, &user);
	local_irq_restore(flags);
	print_walk(m, page->name, "kernel", &kernel);
	/* Without KPTI the page behind the top table is no table. */
	if (kpti())
		print_walk(m, page->name, "user_derived", &user);
}

static int pagetables_show(struct seq_file *m, void *v)
{
	struct page_of pages[PAGES];
	unsigned long on_stack = 0;
	unsigned int i;
	int err = sysprobe_control_lock();

	if (err)
		return err;
	err = sysprobe_text_head(m, "pagetables");
	sysprobe_control_unlock();
	if (why_not())
		seq_printf(m, "# refused: %s\n", why_not());
	seq_puts(m, "page table level entry flags\n");
	choose(pages, &on_stack);
	for (i = 0; !why_not() && i < PAGES; i++)
		if (pages[i].address)
			walk_both(m, &pages[i]);
	return err;
}

int sysprobe_cr3_open_pagetables(struct file *file)
{
	return single_open(file, pagetables_show,
			   (void *)(unsigned long)sysprobe_address_shown(file));
}
