// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "names.h"
#include "util.h"

/* Made by the Makefile from asm/unistd_*.h: lines [0] = "read", */
static const char *const builtin_64[] = {
#include "names_64.inc"
};

static const char *const builtin_ia32[] = {
#include "names_ia32.inc"
};

static const char *const builtin_x32[] = {
#include "names_x32.inc"
};

static const struct {
	const char *word;
	const char *const *names;
	unsigned int count;
} abis[SYSPROBE_ABIS] = {
	[SYSPROBE_ABI_64]   = { "64", builtin_64, ARRAY_SIZE(builtin_64) },
	[SYSPROBE_ABI_IA32] = { "ia32", builtin_ia32, ARRAY_SIZE(builtin_ia32) },
	[SYSPROBE_ABI_X32]  = { "x32", builtin_x32, ARRAY_SIZE(builtin_x32) },
};

_Static_assert(ARRAY_SIZE(builtin_64) <= NAMES_MAX_NR &&
	       ARRAY_SIZE(builtin_ia32) <= NAMES_MAX_NR &&
	       ARRAY_SIZE(builtin_x32) <= NAMES_MAX_NR, "NAMES_MAX_NR is too small");

const char *names_abi(unsigned int abi)
{
	return abi < SYSPROBE_ABIS ? abis[abi].word : "?";
}

const char *names_builtin(unsigned int abi, unsigned int nr)
{
	if (abi >= SYSPROBE_ABIS || nr >= abis[abi].count)
		return NULL;
	return abis[abi].names[nr];
}

static int find_abi(const char *word)
{
	int abi;

	for (abi = 0; abi < SYSPROBE_ABIS; abi++)
		if (!strcmp(abis[abi].word, word))
			return abi;
	return -1;
}

int names_load(struct names *names, const char *text)
{
	char word[8], handler[64];
	unsigned int nr;
	const char *line;

	for (line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		int abi;

		if (*line == '#' ||
		    sscanf(line, "%7s %u %63s", word, &nr, handler) != 3)
			continue;
		abi = find_abi(word);
		if (abi < 0 || nr >= NAMES_MAX_NR)
			continue;
		free(names->handlers[abi][nr]);
		names->handlers[abi][nr] = strdup(handler);
		if (!names->handlers[abi][nr])
			return -1;
		if (nr >= names->numbers[abi])
			names->numbers[abi] = nr + 1;
		names->loaded = true;
	}
	return 0;
}

void names_free(struct names *names)
{
	unsigned int abi, nr;

	for (abi = 0; abi < SYSPROBE_ABIS; abi++)
		for (nr = 0; nr < NAMES_MAX_NR; nr++)
			free(names->handlers[abi][nr]);
	memset(names, 0, sizeof(*names));
}

const char *names_handler(const struct names *names, unsigned int abi,
			  unsigned int nr)
{
	if (abi >= SYSPROBE_ABIS || nr >= NAMES_MAX_NR)
		return NULL;
	return names->handlers[abi][nr];
}

/* What is left of a handler without the marks of how it is called. */
static const char *handler_core(const char *handler)
{
	static const char *const prefixes[] = {
		"__x64_", "__ia32_", "__x32_", "__do_", "__se_",
		"compat_", "sys_", "stub_", "ia32_", "x32_",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(prefixes); i++) {
		size_t length = strlen(prefixes[i]);

		if (!strncmp(handler, prefixes[i], length) && handler[length]) {
			handler += length;
			i = -1;		/* they stack: begin again */
		}
	}
	return handler;
}

bool names_is_hole(const char *handler)
{
	return handler && !strcmp(handler_core(handler), "ni_syscall");
}

/* Without the leading underscore and the width: "_llseek", "futex_time32". */
static void stem(const char *word, char *buf, size_t size)
{
	size_t length;

	while (*word == '_')
		word++;
	snprintf(buf, size, "%s", word);
	length = strlen(buf);
	while (length > 1 && isdigit((unsigned char)buf[length - 1]))
		buf[--length] = '\0';
	if (length > 5 && !strcmp(buf + length - 5, "_time"))
		buf[length - 5] = '\0';
}

bool names_agree(const char *name, const char *handler)
{
	char a[64], b[64];

	if (names_is_hole(handler))
		return true;
	stem(name, a, sizeof(a));
	stem(handler_core(handler), b, sizeof(b));
	return strstr(a, b) || strstr(b, a);
}

const char *names_of(const struct names *names, unsigned int abi,
		     unsigned int nr, char *buf)
{
	const char *name = names_builtin(abi, nr);
	const char *handler = names_handler(names, abi, nr);

	if (handler && !names_is_hole(handler) &&
	    (!name || !names_agree(name, handler)))
		name = handler_core(handler);
	snprintf(buf, NAMES_LABEL, "%s", name ? name : "");
	return buf;
}

const char *names_label(const struct names *names, unsigned int abi,
			unsigned int nr, char *buf)
{
	char name[NAMES_LABEL];

	names_of(names, abi, nr, name);
	if (!name[0])
		snprintf(buf, NAMES_LABEL, "%s:%u", names_abi(abi), nr);
	else if (abi == SYSPROBE_ABI_64)
		snprintf(buf, NAMES_LABEL, "%s", name);
	else
		snprintf(buf, NAMES_LABEL, "%.8s:%.64s", names_abi(abi), name);
	return buf;
}

int names_find(const struct names *names, unsigned int abi, const char *name)
{
	char known[NAMES_LABEL];
	unsigned int nr;

	for (nr = 0; *name && nr < NAMES_MAX_NR; nr++)
		if (!strcmp(names_of(names, abi, nr, known), name))
			return nr;
	return -1;
}

void names_suggest(const struct names *names, unsigned int abi,
		   struct suggestion *s)
{
	unsigned int nr;

	for (nr = 0; abi < SYSPROBE_ABIS && nr < NAMES_MAX_NR; nr++) {
		const char *name = names_builtin(abi, nr);
		const char *handler = names_handler(names, abi, nr);

		if (!name && handler && !names_is_hole(handler))
			name = handler_core(handler);
		if (name)
			suggest_consider(s, name);
	}
}

unsigned int names_mismatches(const struct names *names, char *first)
{
	unsigned int abi, nr, found = 0;

	for (abi = 0; abi < SYSPROBE_ABIS; abi++) {
		for (nr = 0; nr < abis[abi].count; nr++) {
			const char *name = abis[abi].names[nr];
			const char *handler = names->handlers[abi][nr];

			if (!name || !handler || names_agree(name, handler))
				continue;
			if (!found++)
				names_label(names, abi, nr, first);
		}
	}
	return found;
}
