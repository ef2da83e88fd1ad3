// SPDX-License-Identifier: GPL-2.0
/*
 * Why a call is not answered by the vDSO. Pure: from facts to a sentence.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "util.h"
#include "vdso.h"

/* Those whose struct clocksource has a vDSO mode (x86, 5.10 and later). */
static const char *const readable[] = {
	"tsc", "tsc-early", "kvm-clock",
	"hyperv_clocksource_tsc_page",
};

bool vdso_clocksource_readable(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(readable); i++)
		if (!strcmp(name, readable[i]))
			return true;
	return false;
}

bool vdso_lists(const char *list, const char *word)
{
	size_t length = strlen(word);
	const char *at = list;

	while ((at = strstr(at, word))) {
		if ((at == list || at[-1] == ' ') &&
		    (!at[length] || at[length] == ' '))
			return true;
		at += length;
	}
	return false;
}

__printf(2, 3)
static void say(struct clock_result *result, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(result->why, sizeof(result->why), fmt, args);
	va_end(args);
}

/* The kernel chose, or was told to choose, a clock that only it can read. */
static void say_clocksource(struct clock_result *result,
			    const struct vdso_facts *facts)
{
	const char *name = facts->clocksource;

	if (facts->unstable)
		say(result, "the kernel has marked the TSC unstable and keeps time by %s, which user mode cannot read; 'dmesg | grep -i tsc' says why, and only where that is mistaken does a boot with tsc=reliable help",
		    name);
	else if (vdso_lists(facts->available, "tsc"))
		say(result, "the clocksource is %s, which user mode cannot read; the TSC is there: 'echo tsc > /sys/devices/system/clocksource/clocksource0/current_clocksource', and look for clocksource= on the kernel's command line",
		    name);
	else
		say(result, "the clocksource is %s, which user mode cannot read, and the TSC is no choice here: missing, marked unstable, or hidden by a hypervisor; 'dmesg | grep -i -e tsc -e clocksource' says which",
		    name);
}

static void say_no_vdso(struct clock_result *result,
			const struct vdso_facts *facts)
{
	if (facts->ia32)
		say(result, "32-bit programs get no vDSO here");
	else if (facts->off_by_option)
		say(result, "the kernel was booted with vdso=0; boot without it");
	else
		say(result, "this process was given no vDSO (its auxiliary vector has no AT_SYSINFO_EHDR); look for what runs programs here: a sandbox, a tracer or user-mode Linux may keep it from them");
}

/* The vDSO would have answered; libc did not ask. */
static void say_libc(struct clock_result *result,
		     const struct vdso_facts *facts)
{
	if (facts->static_program)
		say(result, "libc makes the syscall without asking the vDSO, which answers in user space: a static program's libc may not look for all of its functions; link dynamically, or with a libc that looks");
	else
		say(result, "libc makes the syscall without asking the vDSO, which answers in user space; another version of libc may do better");
}

static bool vdso_stays(const struct clock_result *result, bool counted)
{
	const struct clock_cost *vdso = &result->ways[WAY_VDSO];

	if (vdso->why_not.status)
		return false;
	if (counted)
		return !vdso->entries;
	return clock_seems_user(result, WAY_VDSO);
}

/* In a namespace, a vDSO without a page of data for that has to ask. */
static void say_other(struct clock_result *result,
		      const struct vdso_facts *facts)
{
	const char *clocksource = facts->clocksource[0] ? facts->clocksource :
							  "unknown";

	if (facts->time_namespace)
		say(result, "this process is in a time namespace, and the vDSO asked the kernel though it can read the clocksource (%s): it does not know the namespace's offsets; use a kernel whose vDSO has a page of data for them (x86 has since there are such namespaces), or run the program in the first one",
		    clocksource);
	else
		say(result, "the vDSO itself asked the kernel, with clocksource %s; please report this",
		    clocksource);
}

static void say_form(struct clock_result *result,
		     const struct vdso_facts *facts)
{
	switch (result->row->form) {
	case FORM_CPU_TIME:
		say(result, "CPU time is the scheduler's to know, so this clock has no vDSO form; read it less often, or take MONOTONIC where elapsed time will do");
		break;
	case FORM_ALARM:
		say(result, "clocks of alarms have no vDSO form; REALTIME and BOOTTIME tell the same time and have");
		break;
	case FORM_STATE:
		if (result->ways[WAY_VDSO].why_not.status)
			say(result, "the vDSO answers it from Linux 6.11 on, to a libc that keeps a state for each thread; glibc does from 2.41 on");
		else
			say(result, "libc makes the syscall; this vDSO answers it in user space, to a libc that keeps a state for each thread; glibc does from 2.41 on");
		break;
	case FORM_CLOCKSOURCE:
		if (facts->clocksource[0] &&
		    !vdso_clocksource_readable(facts->clocksource)) {
			say_clocksource(result, facts);
			break;
		}
		fallthrough;
	default:
		say_other(result, facts);
	}
}

void vdso_why(struct clock_result *result, const struct vdso_facts *facts,
	      bool counted)
{
	result->why[0] = '\0';
	if (result->verdict == CLOCK_USER ||
	    result->verdict == CLOCK_SEEMS_USER ||
	    result->verdict == CLOCK_UNKNOWN)
		return;
	if (result->row->form == FORM_CPU_TIME ||
	    result->row->form == FORM_ALARM ||
	    result->row->form == FORM_STATE)
		say_form(result, facts);
	else if (!facts->mapped)
		say_no_vdso(result, facts);
	else if (result->verdict == CLOCK_PARTLY)
		say(result, "some of the calls entered the kernel and some did not: the clocksource was changed meanwhile, or libc asks the kernel now and then; run it again");
	else if (vdso_stays(result, counted))
		say_libc(result, facts);
	else if (result->ways[WAY_VDSO].why_not.status)
		say(result, "%s", result->ways[WAY_VDSO].why_not.text);
	else
		say_form(result, facts);
}
