// SPDX-License-Identifier: GPL-2.0
/*
 * A child makes the attempt, with handlers for the signals that an exception
 * becomes; what the kernel tells those is written to memory that the parent
 * shares. A child that is let through says so in the same way.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>
#include "acts.h"

/* An act's page is the kernel's: where its text is linked, see the kernel's
 * Documentation/arch/x86/x86_64/mm.rst.
 */
#define KERNEL_TEXT	0xffffffff81000000ULL

/* What SGDT yields where the kernel answers for it: arch/x86/kernel/umip.c. */
#define UMIP_GDT_BASE	0xfffffffffffe0000ULL

/* No act takes a second; HLT that is let through takes until an interrupt. */
#define LIMIT_SECONDS	10

static struct act *shared;	/* the act being tried */

static void try_hlt(void)
{
	asm volatile("hlt");
}

/* Should it be let through: not for long. */
static void try_cli(void)
{
	asm volatile("cli; sti");
}

static void try_read_cr3(void)
{
	asm volatile("mov %%cr3, %0" : "=r" (shared->value));
}

static void try_write_cr3(void)
{
	asm volatile("mov %0, %%cr3" : : "r" (0UL) : "memory");
}

static void try_invlpg(void)
{
	asm volatile("invlpg (%0)" : : "r" (&shared) : "memory");
}

static void try_rdmsr(void)
{
	uint32_t low, high;

	asm volatile("rdmsr" : "=a" (low), "=d" (high) : "c" (0xc0000082));
	shared->value = (uint64_t)high << 32 | low;
}

/* 0x80 is the port of the firmware's progress codes: nothing listens. */
static void try_in(void)
{
	uint8_t byte;

	asm volatile("inb $0x80, %0" : "=a" (byte));
	shared->value = byte;
}

static void try_out(void)
{
	asm volatile("outb %0, $0x80" : : "a" ((uint8_t)0));
}

static void try_sgdt(void)
{
	struct __attribute__((packed)) {
		uint16_t limit;
		uint64_t base;
	} gdt = { 0, 0 };

	asm volatile("sgdt %0" : "=m" (gdt));
	shared->value = gdt.base;
	if (gdt.base == UMIP_GDT_BASE && !gdt.limit)
		shared->outcome = ACT_EMULATED;
}

/* In assembler, as no checker of memory should have a say. */
static void try_load(void)
{
	uint8_t byte;

	asm volatile("movb (%1), %0" : "=q" (byte) : "r" (shared->address));
	shared->value = byte;
}

static void try_jump(void)
{
	asm volatile("call *%0" : : "r" (shared->address) : "memory");
}

static const struct {
	const char *name;
	const char *code;
	const char *what;
	void (*try)(void);
	bool page;		/* is about a page of the kernel's */
} table[] = {
	{ "hlt", "HLT", "stop this CPU until an interrupt", try_hlt, false },
	{ "cli", "CLI", "switch interrupts off", try_cli, false },
	{ "read_cr3", "MOV r64, CR3", "learn where the page tables are",
	  try_read_cr3, false },
	{ "write_cr3", "MOV CR3, r64", "install other page tables",
	  try_write_cr3, false },
	{ "invlpg", "INVLPG m", "drop a translation from the TLB", try_invlpg,
	  false },
	{ "rdmsr", "RDMSR", "read LSTAR, where SYSCALL goes", try_rdmsr,
	  false },
	{ "in", "IN AL, 80h", "read from an I/O port", try_in, false },
	{ "out", "OUT 80h, AL", "write to an I/O port", try_out, false },
	{ "sgdt", "SGDT m", "learn where the GDT is", try_sgdt,
	  false },
	{ "load", "MOV r8, m8", "read a page of the kernel", try_load, true },
	{ "jump", "CALL r64", "run a page of the kernel", try_jump, true },
};

unsigned int acts_count(void)
{
	return ARRAY_SIZE(table);
}

static const struct {
	unsigned int vector;
	const char *name;
} exceptions[] = {
	{ 6, "#UD" }, { 12, "#SS" }, { 13, "#GP" }, { 14, "#PF" },
	{ 17, "#AC" }, { 20, "#VE" }, { 21, "#CP" }, { 29, "#VC" },
};

const char *acts_exception(unsigned int vector)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(exceptions); i++)
		if (exceptions[i].vector == vector)
			return exceptions[i].name;
	return NULL;
}

static void on_signal(int signal, siginfo_t *info, void *context)
{
	const ucontext_t *uc = context;

	(void)info;
	shared->outcome = ACT_STOPPED;
	shared->signal = signal;
	shared->vector = uc->uc_mcontext.gregs[REG_TRAPNO];
	shared->error = uc->uc_mcontext.gregs[REG_ERR];
	_exit(0);
}

static void child(unsigned int i)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGTRAP };
	struct sigaction action = {
		.sa_sigaction = on_signal,
		.sa_flags = SA_SIGINFO,
	};
	sigset_t none;
	size_t s;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (s = 0; s < ARRAY_SIZE(signals); s++)
		sigaction(signals[s], &action, NULL);
	signal(SIGALRM, SIG_DFL);
	alarm(LIMIT_SECONDS);
	shared->outcome = ACT_ALLOWED;
	table[i].try();
	_exit(0);
}

static int try_one(unsigned int i, struct err *err)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		return err_set(err, STATUS_FAILED,
			       "cannot make a process (%s); raise the limit of processes, or end some",
			       strerror(errno));
	if (!pid)
		child(i);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_set(err, STATUS_FAILED,
				       "lost the process that tried %s (%s)",
				       table[i].name, strerror(errno));
	if (WIFSIGNALED(status)) {
		shared->outcome = ACT_LOST;
		shared->signal = WTERMSIG(status);
	}
	return 0;
}

int acts_try(struct act *acts, uint64_t entry, struct err *err)
{
	unsigned int i;
	int ret = 0;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return err_no_memory(err);
	for (i = 0; i < ARRAY_SIZE(table) && !ret; i++) {
		memset(shared, 0, sizeof(*shared));
		shared->name = table[i].name;
		shared->code = table[i].code;
		shared->what = table[i].what;
		if (table[i].page)
			shared->address = entry ? entry : KERNEL_TEXT;
		ret = try_one(i, err);
		acts[i] = *shared;
	}
	munmap(shared, sizeof(*shared));
	return ret;
}
