// SPDX-License-Identifier: GPL-2.0
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include "rings.h"

void rings_free(struct rings *rings)
{
	size_t i;

	for (i = 0; i < rings->n_values; i++)
		free(rings->values[i].cpus);
	free(rings->values);
	free(rings->acts);
	text_free(&rings->text);
	memset(rings, 0, sizeof(*rings));
}

/* The entry for a value; a new one, if no other CPU has it. NULL: no memory. */
static struct ring_value *value_of(struct rings *rings, size_t row)
{
	const char *name = text_field(&rings->text, row, "register");
	const char *value = text_field(&rings->text, row, "value");
	const char *meaning = text_field(&rings->text, row, "meaning");
	const char *note = text_field(&rings->text, row, "note");
	struct ring_value *all, *v;
	size_t i;

	for (i = 0; i < rings->n_values; i++) {
		v = &rings->values[i];
		if (strcmp(v->name, name))
			continue;
		if (v->own || (!strcmp(v->value, value) &&
			       !strcmp(v->meaning, meaning)))
			return v;
		/* The first CPU's row can't know of it. */
		v->differs = true;
	}
	all = reallocarray(rings->values, rings->n_values + 1, sizeof(*all));
	if (!all)
		return NULL;
	rings->values = all;
	v = &all[rings->n_values++];
	memset(v, 0, sizeof(*v));
	v->name = name;
	v->value = value;
	v->meaning = meaning;
	v->own = !strcmp(note, "per_cpu");
	v->differs = !strcmp(note, "differs");
	return v;
}

static int add_row(struct rings *rings, size_t row)
{
	struct ring_value *v = value_of(rings, row);
	unsigned int *cpus;

	if (!v)
		return -1;
	cpus = reallocarray(v->cpus, v->n_cpus + 1, sizeof(*cpus));
	if (!cpus)
		return -1;
	v->cpus = cpus;
	cpus[v->n_cpus++] = strtoul(text_field(&rings->text, row, "cpu"), NULL,
				    10);
	return 0;
}

/*
 * A register's values stand together, in the order of the registers: a name
 * points to where it first was in the file.
 */
static int by_register(const void *a, const void *b)
{
	const struct ring_value *x = a, *y = b;

	if (x->name != y->name)
		return x->name < y->name ? -1 : 1;
	return x->cpus[0] < y->cpus[0] ? -1 : 1;
}

int rings_parse(struct rings *rings, char *bytes, struct err *err)
{
	static const char *const columns[] = {
		"cpu", "register", "value", "meaning", "note",
	};
	size_t i, at;

	if (text_table(&rings->text, bytes, "rings", err))
		return -1;
	if (text_needs(&rings->text, "rings", columns,
		       ARRAY_SIZE(columns), err))
		return -1;
	for (i = 0; i < rings->text.n_rows; i++)
		if (add_row(rings, i))
			return err_no_memory(err);
	/* Names of one register are made one pointer, the first CPU's. */
	for (i = 0; i < rings->n_values; i++)
		for (at = 0; at < i; at++)
			if (!strcmp(rings->values[at].name,
				    rings->values[i].name))
				rings->values[i].name = rings->values[at].name;
	if (rings->n_values)
		qsort(rings->values, rings->n_values, sizeof(*rings->values),
		      by_register);
	return 0;
}

uint64_t rings_entry(const struct rings *rings)
{
	size_t i;

	for (i = 0; i < rings->n_values; i++)
		if (!strcmp(rings->values[i].name, "LSTAR"))
			return strtoull(rings->values[i].value, NULL, 16);
	return 0;
}

const char *rings_cpus(const struct ring_value *value, char *buf, size_t size)
{
	size_t used = 0, i, end;

	buf[0] = '\0';
	for (i = 0; i < value->n_cpus; i = end) {
		for (end = i + 1; end < value->n_cpus; end++)
			if (value->cpus[end] != value->cpus[end - 1] + 1)
				break;
		/* The longest piece, and what says that there was more. */
		if (used + sizeof(",4294967295-4294967295,...") > size) {
			snprintf(buf + used, size - used, ",...");
			break;
		}
		used += sprintf(buf + used, "%s%u", used ? "," : "",
				value->cpus[i]);
		if (end - i > 1)
			used += sprintf(buf + used, "-%u",
					value->cpus[end - 1]);
	}
	return buf;
}

static const char *signal_name(int signal)
{
	switch (signal) {
	case SIGSEGV:
		return "SIGSEGV";
	case SIGBUS:
		return "SIGBUS";
	case SIGILL:
		return "SIGILL";
	case SIGTRAP:
		return "SIGTRAP";
	default:
		return "a signal";
	}
}

const char *act_sentence(const struct act *act, char *buf, size_t size)
{
	const char *exception = acts_exception(act->vector);
	char number[32];

	snprintf(number, sizeof(number), "exception %u", act->vector);
	switch (act->outcome) {
	case ACT_STOPPED:
		snprintf(buf, size, "%s(0x%llx), %s",
			 exception ? exception : number,
			 (unsigned long long)act->error,
			 signal_name(act->signal));
		break;
	case ACT_EMULATED:
		snprintf(buf, size, "#GP by UMIP; the kernel answered");
		break;
	case ACT_ALLOWED:
		snprintf(buf, size, "allowed");
		break;
	case ACT_LOST:
		snprintf(buf, size, "not known: signal %d ended the attempt",
			 act->signal);
		break;
	}
	return buf;
}
