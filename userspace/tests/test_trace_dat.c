// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include "fake.h"
#include "trace_instance.h"

#define TEXT(word) { (char *)(word), sizeof(word) - 1 }

static const struct trace_text ftrace[] = {
	TEXT("format of print"), TEXT(""),
};

static const struct trace_text events[] = { TEXT("format of ours") };

static const struct trace_option options[] = {
	{ TRACE_DAT_CPUSTAT, { (char *)"CPU: 0", 7 } },
	{ TRACE_DAT_TRACECLOCK, { (char *)"[local] mono", 13 } },
};

static const uint64_t cpu_sizes[] = { 4096, 0, 8192 };

static struct trace_dat usual(void)
{
	return (struct trace_dat){
		.header_page = TEXT("of a page"),
		.header_event = TEXT("of an event"),
		.ftrace = ftrace, .n_ftrace = 2,
		.system = "sysprobe",
		.events = events, .n_events = 1,
		.cmdlines = TEXT("7 true\n"),
		.options = options, .n_options = 2,
		.cpu_sizes = cpu_sizes, .n_cpus = 3,
	};
}

/**
 * struct cursor - a head, as it is read
 * @bytes: all of it
 * @size:  of it
 * @at:    read up to here
 */
struct cursor {
	char *bytes;
	size_t size;
	size_t at;
};

static struct cursor head_of(const struct trace_dat *dat)
{
	struct err err = { 0 };
	struct cursor c = { 0 };
	FILE *out = open_memstream(&c.bytes, &c.size);

	assert_non_null(out);
	assert_int_equal(trace_dat_head(out, dat, &err), 0);
	assert_int_equal(fclose(out), 0);
	return c;
}

static void next_bytes(struct cursor *c, const void *expected, size_t size)
{
	assert_true(c->at + size <= c->size);
	assert_memory_equal(c->bytes + c->at, expected, size);
	c->at += size;
}

static uint64_t number(struct cursor *c, size_t size)
{
	uint64_t n = 0;

	assert_true(c->at + size <= c->size);
	/* The format's least byte comes first where the head says so. */
	memcpy(&n, c->bytes + c->at, size);
	c->at += size;
	return n;
}

static void next_text(struct cursor *c, const char *expected)
{
	assert_int_equal(number(c, 8), strlen(expected));
	next_bytes(c, expected, strlen(expected));
}

static void next_option(struct cursor *c, unsigned int id, const char *text)
{
	assert_int_equal(number(c, 2), id);
	assert_int_equal(number(c, 4), strlen(text) + 1);
	next_bytes(c, text, strlen(text) + 1);
}

static void the_head_is_as_the_manual_says(void **state)
{
	struct trace_dat dat = usual();
	struct cursor c = head_of(&dat);
	uint64_t at, cpu;

	(void)state;
	next_bytes(&c, "\x17\x08\x44", 3);
	next_bytes(&c, "tracing6", 9);
	assert_int_equal(number(&c, 1), 0);
	assert_int_equal(number(&c, 1), 8);
	assert_int_equal(number(&c, 4), 4096);
	next_bytes(&c, "header_page", 12);
	next_text(&c, "of a page");
	next_bytes(&c, "header_event", 13);
	next_text(&c, "of an event");
	assert_int_equal(number(&c, 4), 2);
	next_text(&c, "format of print");
	next_text(&c, "");
	assert_int_equal(number(&c, 4), 1);
	next_bytes(&c, "sysprobe", 9);
	assert_int_equal(number(&c, 4), 1);
	next_text(&c, "format of ours");
	assert_int_equal(number(&c, 4), 0);
	assert_int_equal(number(&c, 4), 0);
	next_text(&c, "7 true\n");
	assert_int_equal(number(&c, 4), 3);
	next_bytes(&c, "options  ", 10);
	next_option(&c, 2, "CPU: 0");
	next_option(&c, 4, "[local] mono");
	assert_int_equal(number(&c, 2), 0);
	next_bytes(&c, "flyrecord", 10);
	at = c.size;
	assert_int_equal(at % TRACE_PAGE, 0);
	for (cpu = 0; cpu < 3; cpu++) {
		assert_int_equal(number(&c, 8), at);
		assert_int_equal(number(&c, 8), cpu_sizes[cpu]);
		at += cpu_sizes[cpu];
	}
	while (c.at < c.size)
		assert_int_equal(c.bytes[c.at++], 0);
	free(c.bytes);
}

/* However long its parts are. */
static void pages_begin_on_a_page(void **state)
{
	char cmdlines[TRACE_PAGE + 1];
	struct trace_dat dat = usual();
	uint64_t first;
	size_t size;

	(void)state;
	memset(cmdlines, 'x', sizeof(cmdlines));
	dat.cmdlines.bytes = cmdlines;
	for (size = 0; size <= TRACE_PAGE; size++) {
		struct cursor c;

		dat.cmdlines.size = size;
		c = head_of(&dat);
		assert_int_equal(c.size % TRACE_PAGE, 0);
		c.at = (char *)memmem(c.bytes, c.size, "flyrecord", 10) -
		       c.bytes + 10;
		first = number(&c, 8);
		assert_int_equal(first, c.size);
		assert_true(c.size - c.at < TRACE_PAGE + 40);
		free(c.bytes);
	}
}

/* Makes a page of the ring buffer: a time, how much is used, what is used. */
static void page_begin(unsigned char *page)
{
	memset(page, 0, TRACE_PAGE);
	page[0] = 1;
}

static void page_add(unsigned char *page, uint32_t type, uint32_t first_word,
		     size_t words)
{
	uint64_t used;
	uint32_t head = type | 5 << 5;

	memcpy(&used, page + 8, 8);
	memcpy(page + 16 + used, &head, 4);
	memcpy(page + 20 + used, &first_word, 4);
	used += 4 + 4 * words;
	memcpy(page + 8, &used, 8);
}

static void a_page_is_counted_by_kind(void **state)
{
	struct trace_kind kinds[] = { { 300, 0 }, { 301, 40 } };
	unsigned char page[TRACE_PAGE];
	struct err err = { 0 };

	(void)state;
	page_begin(page);
	assert_int_equal(trace_page_count(page, kinds, 2, &err), 0);
	page_add(page, 3, 300, 3);
	page_add(page, 30, 9, 1);	/* time went on */
	page_add(page, 4, 301 | 7 << 16, 4);
	page_add(page, 0, 200, 50);	/* its length is in front of it */
	page[16 + 16 + 8 + 20 + 8] = 301 & 255;
	page[16 + 16 + 8 + 20 + 9] = 301 >> 8;
	page_add(page, 29, 12, 3);	/* room that an event gave up */
	page_add(page, 2, 77, 2);
	page_add(page, 1, 300, 1);
	assert_int_equal(trace_page_count(page, kinds, 2, &err), 1);
	assert_int_equal(kinds[0].count, 2);
	assert_int_equal(kinds[1].count, 42);
}

static void marks_of_missed_events_are_no_length(void **state)
{
	struct trace_kind kinds[] = { { 300, 0 } };
	unsigned char page[TRACE_PAGE];
	struct err err = { 0 };

	(void)state;
	page_begin(page);
	page_add(page, 3, 300, 3);
	page[11] |= 0xc0;
	assert_int_equal(trace_page_count(page, kinds, 1, &err), 0);
	assert_int_equal(kinds[0].count, 1);
}

#define STATS "entries: 1\noverrun: 22\ncommit overrun: 333\nbytes: 5\n" \
	"oldest event ts:     1.000000\nnow ts:     2.000000\n" \
	"dropped events: 4444\nread events: 6\n"

static void losses_are_told_apart(void **state)
{
	struct trace_losses losses;

	(void)state;
	assert_int_equal(trace_losses_parse(&losses, STATS), 0);
	assert_int_equal(losses.overrun, 22);
	assert_int_equal(losses.commit_overrun, 333);
	assert_int_equal(losses.dropped, 4444);
	assert_int_equal(trace_losses_parse(&losses,
			"commit overrun: 3\noverrun: 2\ndropped events: 1"), 0);
	assert_int_equal(losses.overrun, 2);
	assert_int_equal(losses.commit_overrun, 3);
}

static void losses_that_are_not_said_are_not_none(void **state)
{
	struct trace_losses losses;

	(void)state;
	assert_int_equal(trace_losses_parse(&losses, ""), -1);
	assert_int_equal(trace_losses_parse(&losses, "overrun: 1\ncommit overrun: 2\n"), -1);
	assert_int_equal(trace_losses_parse(&losses, "commit overrun: 2\ndropped events: 1\n"), -1);
	assert_int_equal(trace_losses_parse(&losses, "overrun:\ncommit overrun: 2\ndropped events: x\n"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_head_is_as_the_manual_says),
		cmocka_unit_test(pages_begin_on_a_page),
		cmocka_unit_test(a_page_is_counted_by_kind),
		cmocka_unit_test(marks_of_missed_events_are_no_length),
		cmocka_unit_test(losses_are_told_apart),
		cmocka_unit_test(losses_that_are_not_said_are_not_none),
	};

	return cmocka_run_group_tests_name("trace_dat", tests, NULL, NULL);
}
