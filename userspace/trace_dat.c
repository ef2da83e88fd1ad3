// SPDX-License-Identifier: GPL-2.0
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <traceevent/kbuffer.h>
#include "trace_dat.h"

/* Numbers have the byte order of who writes, which the file's head says. */
#define PUT(out, type, value) do {			\
	type put_value = (value);			\
							\
	fwrite(&put_value, sizeof(put_value), 1, out);	\
} while (0)

/* With its zero byte. */
static void put_word(FILE *out, const char *word)
{
	fwrite(word, strlen(word) + 1, 1, out);
}

static void put_bytes(FILE *out, const struct trace_text *text)
{
	fwrite(text->bytes, 1, text->size, out);
}

static void put_text(FILE *out, const struct trace_text *text)
{
	PUT(out, uint64_t, text->size);
	put_bytes(out, text);
}

static void put_texts(FILE *out, const struct trace_text *texts, uint32_t n)
{
	uint32_t i;

	PUT(out, uint32_t, n);
	for (i = 0; i < n; i++)
		put_text(out, &texts[i]);
}

static void put_start(FILE *out)
{
	static const unsigned char magic[] = { 0x17, 0x08, 0x44 };

	fwrite(magic, sizeof(magic), 1, out);
	fwrite("tracing", 7, 1, out);
	put_word(out, "6");
	PUT(out, uint8_t, __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
	PUT(out, uint8_t, sizeof(long));
	PUT(out, uint32_t, TRACE_PAGE);
}

static void put_events(FILE *out, const struct trace_dat *dat)
{
	put_word(out, "header_page");
	put_text(out, &dat->header_page);
	put_word(out, "header_event");
	put_text(out, &dat->header_event);
	put_texts(out, dat->ftrace, dat->n_ftrace);
	PUT(out, uint32_t, 1);
	put_word(out, dat->system);
	put_texts(out, dat->events, dat->n_events);
}

static void put_options(FILE *out, const struct trace_dat *dat)
{
	size_t i;

	fwrite("options  ", 10, 1, out);
	for (i = 0; i < dat->n_options; i++) {
		PUT(out, uint16_t, dat->options[i].id);
		PUT(out, uint32_t, dat->options[i].data.size);
		put_bytes(out, &dat->options[i].data);
	}
	PUT(out, uint16_t, 0);
}

/*
 * The events have no addresses and no formats of trace_printk, so neither the
 * kernel's symbols nor these are needed; the places for them stay empty.
 */
static void put_head(FILE *out, const struct trace_dat *dat)
{
	put_start(out);
	put_events(out, dat);
	PUT(out, uint32_t, 0);
	PUT(out, uint32_t, 0);
	put_text(out, &dat->cmdlines);
	PUT(out, uint32_t, dat->n_cpus);
	put_options(out, dat);
	fwrite("flyrecord", 10, 1, out);
}

static void put_places(FILE *out, const struct trace_dat *dat, size_t used)
{
	uint64_t at = used + dat->n_cpus * 2 * sizeof(uint64_t);
	uint64_t padding = -at % TRACE_PAGE;
	uint32_t cpu;

	at += padding;
	for (cpu = 0; cpu < dat->n_cpus; cpu++) {
		PUT(out, uint64_t, at);
		PUT(out, uint64_t, dat->cpu_sizes[cpu]);
		at += dat->cpu_sizes[cpu];
	}
	while (padding--)
		fputc(0, out);
}

int trace_dat_head(FILE *out, const struct trace_dat *dat, struct err *err)
{
	size_t size;
	FILE *head;
	char *buf;
	int failed;

	/* Where the pages lie depends on how long all this becomes. */
	head = open_memstream(&buf, &size);
	if (!head)
		return err_no_memory(err);
	put_head(head, dat);
	failed = ferror(head);
	if (fclose(head))
		failed = 1;
	if (!failed) {
		fwrite(buf, size, 1, out);
		put_places(out, dat, size);
	}
	free(buf);
	return failed ? err_no_memory(err) : 0;
}

static bool count_one(const void *event, struct trace_kind *kinds,
		      size_t n_kinds)
{
	uint16_t id;
	size_t i;

	memcpy(&id, event, sizeof(id));
	for (i = 0; i < n_kinds; i++) {
		if (kinds[i].id == id) {
			kinds[i].count++;
			return true;
		}
	}
	return false;
}

long trace_page_count(void *page, struct trace_kind *kinds, size_t n_kinds,
		      struct err *err)
{
	struct kbuffer *kbuf = kbuffer_alloc(KBUFFER_LSIZE_SAME_AS_HOST,
					     KBUFFER_ENDIAN_SAME_AS_HOST);
	unsigned long long stamp;
	long others = 0;
	void *event;

	if (!kbuf)
		return err_no_memory(err);
	kbuffer_load_subbuffer(kbuf, page);
	while ((event = kbuffer_read_event(kbuf, &stamp))) {
		if (!count_one(event, kinds, n_kinds))
			others++;
		kbuffer_next_event(kbuf, NULL);
	}
	kbuffer_free(kbuf);
	return others;
}
