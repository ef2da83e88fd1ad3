// SPDX-License-Identifier: GPL-2.0
/*
 * From a snapshot's bytes to a model. Whatever is read is bounds-checked
 * first; see model.h.
 */
#include <stdlib.h>
#include <string.h>
#include "model.h"
#include "util.h"

/* What rows had in version 1.0; shorter ones are no snapshot of ours. */
#define END_OF(type, field) \
	(offsetof(type, field) + sizeof(((type *)0)->field))
#define HEADER_1_0	END_OF(struct sysprobe_header, reserved)
#define COUNTER_1_0	END_OF(struct sysprobe_counter, reserved)
#define SYSCALL_1_0	END_OF(struct sysprobe_syscall, slept_hist)
#define ERRNO_1_0	END_OF(struct sysprobe_errno, count)
#define OVERHEAD_1_0	END_OF(struct sysprobe_overhead, baseline)

static int refuse(struct err *err, const char *what)
{
	return err_set(err, STATUS_FAILED,
		       "the snapshot is damaged (%s); build module and reader from the same source",
		       what);
}

/* Length of the UTF-8 sequence at p, 0 if it is none or not printable. */
static size_t utf8_length(const unsigned char *p, const unsigned char *end)
{
	static const unsigned int least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length, i;
	unsigned int c;

	if (*p < 0x80)
		return *p >= 0x20 && *p != 0x7f;
	if (*p >= 0xc2 && *p < 0xe0) {
		length = 2;
		c = *p & 0x1f;
	} else if (*p >= 0xe0 && *p < 0xf0) {
		length = 3;
		c = *p & 0x0f;
	} else if (*p >= 0xf0 && *p < 0xf5) {
		length = 4;
		c = *p & 0x07;
	} else {
		return 0;
	}
	if ((size_t)(end - p) < length)
		return 0;
	for (i = 1; i < length; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[length] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	return c >= 0xa0 ? length : 0;	/* 0x80..0x9f steer terminals */
}

/* What may reach a terminal or a JSON file must be printable UTF-8. */
static void make_printable(char *text, size_t length)
{
	unsigned char *p = (unsigned char *)text;
	const unsigned char *end = p + length;

	while (p < end) {
		size_t n = utf8_length(p, end);

		if (!n) {
			*p = '?';
			n = 1;
		}
		p += n;
	}
}

static char *copy_printable(const char *from, size_t length)
{
	char *copy = strndup(from, length);

	if (copy)
		make_printable(copy, strlen(copy));
	return copy;
}

static void fix_name(char *name, size_t size)
{
	size_t length;

	name[size - 1] = '\0';
	length = strlen(name);
	/* Whoever prints it may stop at the first NUL; nothing may follow. */
	memset(name + length, 0, size - length);
	make_printable(name, length);
}

static int add_condition(struct model *model, const char *line, size_t length)
{
	const char *colon = memchr(line, ':', length);
	const char *value;
	struct condition *c = &model->conditions[model->n_conditions];

	if (!colon || colon == line)
		return 0;
	value = colon + 1;
	while (value < line + length && *value == ' ')
		value++;
	c->key = copy_printable(line, colon - line);
	c->value = copy_printable(value, line + length - value);
	model->n_conditions++;
	return c->key && c->value ? 0 : -1;
}

static int parse_conditions(struct model *model, const unsigned char *bytes,
			    size_t size, struct err *err)
{
	const char *text = (const char *)bytes, *end, *line, *stop;
	struct condition *grown;
	size_t lines = 1;

	end = text + strnlen(text, size);
	for (line = text; line < end; line++)
		lines += *line == '\n';
	grown = reallocarray(model->conditions, model->n_conditions + lines,
			     sizeof(*grown));
	if (!grown)
		return err_no_memory(err);
	model->conditions = grown;
	for (line = text; line < end; line = stop + 1) {
		stop = memchr(line, '\n', end - line);
		if (!stop)
			stop = end;
		if (add_condition(model, line, stop - line))
			return err_no_memory(err);
	}
	return 0;
}

/**
 * struct rows - a section whose rows become an array
 * @kind:     of the section
 * @at_least: bytes a row must have
 * @known:    bytes of a row that this reader knows
 * @stride:   bytes from one element of the array to the next
 * @array:    offset of the array's pointer in struct model
 * @count:    offset of its count
 */
struct rows {
	unsigned int kind;
	size_t at_least, known, stride;
	size_t array, count;
};

static const struct rows row_kinds[] = {
	{ SYSPROBE_SEC_COUNTERS, COUNTER_1_0, sizeof(struct sysprobe_counter),
	  sizeof(struct sysprobe_counter),
	  offsetof(struct model, counters), offsetof(struct model, n_counters) },
	{ SYSPROBE_SEC_SYSCALLS, SYSCALL_1_0, sizeof(struct sysprobe_syscall),
	  sizeof(struct call),
	  offsetof(struct model, calls), offsetof(struct model, n_calls) },
	{ SYSPROBE_SEC_ERRNOS, ERRNO_1_0, sizeof(struct sysprobe_errno),
	  sizeof(struct sysprobe_errno),
	  offsetof(struct model, errnos), offsetof(struct model, n_errnos) },
	{ SYSPROBE_SEC_OVERHEAD, OVERHEAD_1_0,
	  sizeof(struct sysprobe_overhead), sizeof(struct sysprobe_overhead),
	  offsetof(struct model, overhead), offsetof(struct model, n_overhead) },
};

/* struct call begins with the row it is made from. */
_Static_assert(offsetof(struct call, row) == 0, "rows are copied to its start");

static int parse_rows(struct model *model, const struct rows *rows,
		      const struct sysprobe_section *section,
		      const unsigned char *bytes, struct err *err)
{
	unsigned char **array = (void *)((char *)model + rows->array);
	size_t *count = (void *)((char *)model + rows->count);
	size_t bytes_known = section->row_size;
	unsigned char *grown;
	uint32_t i;

	if (section->row_size < rows->at_least)
		return refuse(err, "a row is too short");
	if (bytes_known > rows->known)
		bytes_known = rows->known;
	if (!section->rows)
		return 0;
	grown = reallocarray(*array, *count + section->rows, rows->stride);
	if (!grown)
		return err_no_memory(err);
	*array = grown;
	grown += *count * rows->stride;
	memset(grown, 0, section->rows * rows->stride);
	for (i = 0; i < section->rows; i++)
		memcpy(grown + i * rows->stride,
		       bytes + (size_t)i * section->row_size, bytes_known);
	*count += section->rows;
	return 0;
}

static int parse_section(struct model *model,
			 const struct sysprobe_section *section,
			 const unsigned char *bytes, struct err *err)
{
	size_t i;

	if (section->key_kind != SYSPROBE_KEY_ALL)
		return 0;
	if (section->kind == SYSPROBE_SEC_CONDITIONS) {
		if (section->row_size != 1)
			return refuse(err, "conditions are not bytes");
		return parse_conditions(model, bytes, section->rows, err);
	}
	for (i = 0; i < ARRAY_SIZE(row_kinds); i++)
		if (row_kinds[i].kind == section->kind)
			return parse_rows(model, &row_kinds[i], section, bytes,
					  err);
	return 0;
}

static int parse_sections(struct model *model, const unsigned char *bytes,
			  size_t size, struct err *err)
{
	size_t at = model->head.header_size;
	uint32_t i;

	for (i = 0; i < model->head.sections; i++) {
		struct sysprobe_section section;

		if (size - at < sizeof(section))
			return refuse(err, "a section is missing");
		memcpy(&section, bytes + at, sizeof(section));
		at += sizeof(section);
		if (section.size % 8 || section.size > size - at)
			return refuse(err, "a section is longer than the file");
		if ((uint64_t)section.rows * section.row_size > section.size)
			return refuse(err, "rows are longer than their section");
		if (parse_section(model, &section, bytes + at, err))
			return -1;
		at += section.size;
	}
	return 0;
}

static int check_header(const struct sysprobe_header *head, size_t size,
			struct err *err)
{
	if (head->magic != SYSPROBE_MAGIC)
		return err_set(err, STATUS_FAILED,
			       "this is no sysprobe snapshot; look at what lies under the debugfs directory");
	if (head->major > SYSPROBE_MAJOR)
		return err_set(err, STATUS_FAILED,
			       "the module speaks version %u.%u and this reader %u.%u; install the reader that came with the module",
			       head->major, head->minor, SYSPROBE_MAJOR,
			       SYSPROBE_MINOR);
	if (head->major < SYSPROBE_MAJOR)
		return err_set(err, STATUS_FAILED,
			       "the loaded module speaks version %u.%u and this reader %u.%u; unload it (rmmod sysprobe) and load the one that came with the reader",
			       head->major, head->minor, SYSPROBE_MAJOR,
			       SYSPROBE_MINOR);
	if (head->header_size < HEADER_1_0 || head->header_size % 8 ||
	    head->header_size > size)
		return refuse(err, "its header has a wrong size");
	if (head->size != size)
		return refuse(err, head->size > size ? "it is cut short" :
			       "bytes follow its end");
	return 0;
}

/* Version and magic come first in every version, so they are judged first. */
#define HEADER_VERSION	END_OF(struct sysprobe_header, minor)

int model_parse(struct model *model, const void *bytes, size_t size,
		struct err *err)
{
	size_t i;

	memset(model, 0, sizeof(*model));
	if (size < HEADER_VERSION)
		return refuse(err, "it is cut short");
	memcpy(&model->head, bytes,
	       size < sizeof(model->head) ? size : sizeof(model->head));
	if (check_header(&model->head, size, err) ||
	    parse_sections(model, bytes, size, err)) {
		model_free(model);
		return -1;
	}
	for (i = 0; i < model->n_counters; i++)
		fix_name(model->counters[i].name,
			 sizeof(model->counters[i].name));
	for (i = 0; i < model->n_overhead; i++)
		fix_name(model->overhead[i].name,
			 sizeof(model->overhead[i].name));
	model->active_ns = model->head.active_ns;
	return 0;
}

void model_free(struct model *model)
{
	size_t i;

	for (i = 0; i < model->n_conditions; i++) {
		free(model->conditions[i].key);
		free(model->conditions[i].value);
	}
	free(model->conditions);
	free(model->counters);
	free(model->calls);
	free(model->errnos);
	free(model->overhead);
	memset(model, 0, sizeof(*model));
}
