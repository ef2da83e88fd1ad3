// SPDX-License-Identifier: GPL-2.0
#include <cpuid.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include "kif.h"
#include "machine.h"
#include "util.h"

#define VULNERABILITIES	"/sys/devices/system/cpu/vulnerabilities"
#define CLOCKSOURCE \
	"/sys/devices/system/clocksource/clocksource0/current_clocksource"

static void look_kernel(char *value, size_t size)
{
	struct utsname name;

	uname(&name);
	snprintf(value, size, "%s", name.release);
}

/* The brand string's leaves, as the manuals of both vendors have it. */
static void look_cpu(char *value, size_t size)
{
	unsigned int words[12] = { 0 }, i;
	const char *name = (const char *)words;
	char text[sizeof(words) + 1] = "";

	for (i = 0; i < 3; i++)
		__get_cpuid(0x80000002 + i, &words[4 * i], &words[4 * i + 1],
			    &words[4 * i + 2], &words[4 * i + 3]);
	memcpy(text, name, sizeof(words));
	snprintf(value, size, "%s", text[0] ? text + strspn(text, " ") :
		 "unnamed");
}

/* Leaf 1 says whether there is one, leaf 0x40000000 whose it is. */
static void look_hypervisor(char *value, size_t size)
{
	static const struct {
		const char *signature;
		const char *name;
	} known[] = {
		{ "KVMKVMKVM", "KVM" },
		{ "TCGTCGTCGTCG", "QEMU TCG" },
		{ "Microsoft Hv", "Hyper-V" },
		{ "VMwareVMware", "VMware" },
		{ "XenVMMXenVMM", "Xen" },
	};
	unsigned int eax, words[3], ecx = 0, edx;
	char signature[sizeof(words) + 1] = "";
	size_t i;

	if (!__get_cpuid(1, &eax, &words[0], &ecx, &edx) || !(ecx & 1U << 31)) {
		snprintf(value, size, "none seen");
		return;
	}
	__cpuid(0x40000000, eax, words[0], words[1], words[2]);
	memcpy(signature, words, sizeof(words));
	snprintf(value, size, "%s", signature);
	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcmp(signature, known[i].signature))
			snprintf(value, size, "%s", known[i].name);
}

static void look_clock(char *value, size_t size)
{
	kif_kernel_line(CLOCKSOURCE, value, size);
}

/* What the kernel does about each weakness that this CPU has. */
static void look_mitigations(char *value, size_t size)
{
	struct dirent **names = NULL;
	char path[512], line[256];
	size_t used = 0;
	int n, i;

	n = scandir(VULNERABILITIES, &names, NULL, alphasort);
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), VULNERABILITIES "/%s",
			 names[i]->d_name);
		if (names[i]->d_name[0] == '.')
			line[0] = '\0';
		else
			kif_kernel_line(path, line, sizeof(line));
		if (line[0] && strcmp(line, "Not affected") && used < size)
			used += snprintf(value + used, size - used, "%s%s: %s",
					 used ? "; " : "", names[i]->d_name,
					 line);
		free(names[i]);
	}
	free(names);
	if (!used)
		snprintf(value, size, "%s", n < 0 ? "unknown" : "none needed");
}

static const struct {
	const char *key;
	void (*look)(char *value, size_t size);
} looks[MACHINE_CONDITIONS] = {
	{ "kernel", look_kernel },
	{ "cpu", look_cpu },
	{ "hypervisor", look_hypervisor },
	{ "clock", look_clock },
	{ "mitigations", look_mitigations },
};

void machine_look(struct machine *machine)
{
	struct condition *condition;
	size_t i;

	for (i = 0; i < MACHINE_CONDITIONS; i++) {
		looks[i].look(machine->values[i], sizeof(machine->values[i]));
		condition = &machine->conditions[i];
		condition->key = (char *)looks[i].key;
		condition->value = machine->values[i];
	}
}
