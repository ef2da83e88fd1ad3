// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "select.h"

/* Split "ia32:read"; a word without an ABI is of the 64-bit one. */
static int split_abi(const char *word, const char **rest, struct err *err)
{
	const char *colon = strchr(word, ':');
	unsigned int abi;

	*rest = word;
	if (!colon)
		return SYSPROBE_ABI_64;
	*rest = colon + 1;
	for (abi = 0; abi < SYSPROBE_ABIS; abi++) {
		const char *known = names_abi(abi);

		if (strlen(known) == (size_t)(colon - word) &&
		    !strncmp(known, word, colon - word))
			return abi;
	}
	return err_set(err, STATUS_USAGE,
		       "there is no ABI '%.*s'; use 64, ia32 or x32",
		       (int)(colon - word), word);
}

static int check_number(const struct names *names, unsigned int abi,
			unsigned long nr, struct err *err)
{
	unsigned int end = names->loaded ? names->numbers[abi] : NAMES_MAX_NR;

	if (nr < end)
		return 0;
	if (!end)
		return err_set(err, STATUS_USAGE,
			       "this kernel was built without the %s ABI; leave its syscalls out",
			       names_abi(abi));
	return err_set(err, STATUS_USAGE,
		       "there is no syscall %s:%lu; the numbers here are 0 to %u",
		       names_abi(abi), nr, end - 1);
}

static int add_range(struct selection *sel, const struct names *names,
		     unsigned int abi, const char *range, struct err *err)
{
	unsigned long first, last;
	char *end;

	first = strtoul(range, &end, 10);
	last = first;
	if (*end == '-' && isdigit((unsigned char)end[1]))
		last = strtoul(end + 1, &end, 10);
	if (*end || last < first)
		return err_set(err, STATUS_USAGE,
			       "'%s' is no range of syscall numbers; write it as 0-10",
			       range);
	if (check_number(names, abi, last, err))
		return -1;
	for (; first <= last; first++)
		sel->wanted[abi][first] = true;
	return 0;
}

static int add_word(struct selection *sel, const struct names *names,
		    const char *word, struct err *err)
{
	const char *name;
	struct suggestion s;
	int nr, abi = split_abi(word, &name, err);

	if (abi < 0)
		return -1;
	if (isdigit((unsigned char)*name))
		return add_range(sel, names, abi, name, err);
	nr = names_find(names, abi, name);
	if (nr >= 0) {
		if (check_number(names, abi, nr, err))
			return -1;
		sel->wanted[abi][nr] = true;
		return 0;
	}
	s = suggest_from(name);
	names_suggest(names, abi, &s);
	if (s.best)
		return err_set(err, STATUS_USAGE,
			       "there is no syscall '%s'; did you mean '%.*s%s'?",
			       word, (int)(name - word), word, s.best);
	return err_set(err, STATUS_USAGE,
		       "there is no syscall '%s'; give a name or a number, as in read,ia32:read,0-10",
		       word);
}

int selection_add(struct selection *sel, const struct names *names,
		  const char *list, struct err *err)
{
	char *copy = strdup(list), *rest = copy, *word;
	int ret = 0;

	if (!copy)
		return err_no_memory(err);
	while (!ret && (word = strsep(&rest, ",")))
		ret = add_word(sel, names, word, err);
	free(copy);
	sel->some = true;
	return ret;
}

struct text {
	char *buf;
	size_t size, used;
};

static void append(struct text *t, const char *fmt, ...)
{
	size_t left = t->used < t->size ? t->size - t->used : 0;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(left ? t->buf + t->used : NULL, left, fmt, args);
	va_end(args);
	t->used += n > 0 ? n : 0;
}

size_t selection_words(const struct selection *sel, char *buf, size_t size)
{
	struct text t = { buf, size, 0 };
	unsigned int abi, nr, last;

	if (size)
		buf[0] = '\0';
	for (abi = 0; abi < SYSPROBE_ABIS; abi++) {
		const bool *wanted = sel->wanted[abi];
		bool first = true;

		for (nr = 0; nr < NAMES_MAX_NR; nr = last + 1) {
			last = nr;
			if (!wanted[nr])
				continue;
			while (last + 1 < NAMES_MAX_NR && wanted[last + 1])
				last++;
			if (first)
				append(&t, " calls=%s:", names_abi(abi));
			append(&t, first ? "%u" : ",%u", nr);
			if (last > nr)
				append(&t, "-%u", last);
			first = false;
		}
	}
	return t.used;
}
