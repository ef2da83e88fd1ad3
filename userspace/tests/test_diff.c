// SPDX-License-Identifier: GPL-2.0
/*
 * diff, on documents made here: what it finds, what it can't compare, how it
 * exits, and what it makes of files that are none of ours.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include "figure.h"
#include "run.h"

static void put(const char *name, const char *text)
{
	place_write(&place, name, text, strlen(text));
}

static void assert_no_part(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("'%s' in '%s'", part, text);
}

/* Two documents with what stands beside schema and conditions. */
static void put_both(const char *a, const char *b)
{
	static const char frame[] =
		"{\"schema\":\"sysprobe/1\",\"conditions\":{\"kernel\":\"6.1\"}%s%s}\n";
	char text[8192];

	snprintf(text, sizeof(text), frame, *a ? "," : "", a);
	put("a", text);
	snprintf(text, sizeof(text), frame, *b ? "," : "", b);
	put("b", text);
}

static void assert_file_refused(const char *bytes, size_t size,
				const char *says)
{
	put_both("", "");
	place_write(&place, "a", bytes, size);
	assert_one_sentence("sysprobe diff a b", 2, says);
	assert_one_sentence("sysprobe diff b a", 2, says);
	assert_one_sentence("sysprobe diff --json b - <a", 2, says);
}

/* The first element of a list in "diff", of the last run's JSON. */
static json_t *first(json_t **root, const char *list)
{
	json_error_t why;
	json_t *all;

	*root = json_loads(place.out, JSON_REJECT_DUPLICATES, &why);
	if (!*root)
		fail_msg("%s in %s", why.text, place.out);
	all = json_object_get(json_object_get(*root, "diff"), list);
	assert_true(json_is_array(all));
	return json_array_get(all, 0);
}

#define FIGURE(min, median, p99)					\
	"{\"n\":100,\"unit\":\"ticks\",\"raw\":{\"min\":" #min		\
	",\"median\":" #median ",\"p99\":" #p99 "}}"
#define CORRECTED(min, median, p99, corrected)				\
	"{\"n\":100,\"unit\":\"ticks\",\"raw\":{\"min\":" #min		\
	",\"median\":" #median ",\"p99\":" #p99 "},\"corrected\":{\"median\":" \
	#corrected "}}"
#define ENTRY(khz, figure)						\
	"\"entry\":{\"tick_khz\":" #khz ",\"methods\":[{\"method\":\"syscall\"," \
	"\"skipped\":null,\"sum\":" figure "}]}"

static void a_document_is_like_itself(void **state)
{
	(void)state;
	put_both(ENTRY(1000, CORRECTED(80, 100, 120, 60)), "");
	assert_run("sysprobe diff a a", 0);
	assert_part(place.out, "conditions that differ\n  (none)\n");
	assert_part(place.out, "  same  ");
	assert_part(place.out, "Of 1 figures that both have, 0 got worse and 0 better");
	assert_run("sysprobe diff --changed a - <a", 0);
	assert_no_part(place.out, "syscall sum");
}

static void conditions_that_differ_are_told(void **state)
{
	(void)state;
	put("a", "{\"schema\":\"sysprobe/1\",\"conditions\":{\"kpti\":\"off\",\"time\":\"x\",\"old\":\"1\",\"notes\":[\"n\"]}}");
	put("b", "{\"schema\":\"sysprobe/1\",\"conditions\":{\"kpti\":\"on\",\"time\":\"y\",\"new\":\"2\",\"notes\":[]}}");
	assert_run("sysprobe diff a b", 0);
	assert_part(place.out, "A: a, x\nB: b, y\n\nconditions that differ\n"
		    "  kpti\n    A  off\n    B  on\n"
		    "  old\n    A  1\n    B  (not there)\n"
		    "  notes\n    A  [\"n\"]\n    B  []\n"
		    "  new\n    A  (not there)\n    B  2\n");
	assert_no_part(place.out, "  time\n");
}

static void worse_is_outside_the_spread_and_beyond_the_threshold(void **state)
{
	(void)state;
	put_both(ENTRY(1000, FIGURE(90, 100, 110)),
		 ENTRY(1000, FIGURE(111, 120, 130)));
	assert_run("sysprobe diff a b", 1);
	assert_part(place.out, "  syscall sum                                  100         120        +20   1.200  worse     ticks\n");
	assert_run("sysprobe diff b a", 0);
	assert_part(place.out, "  better  ");
	assert_run("sysprobe diff -t 20 a b", 0);
	assert_part(place.out, "  small  ");
	assert_run("sysprobe diff -t 19.9 a b", 1);
	/* Any difference at all. */
	assert_run("sysprobe diff -t 0 a b", 1);
	/* One lies in the other's spread: the border is within. */
	put_both(ENTRY(1000, FIGURE(90, 100, 120)),
		 ENTRY(1000, FIGURE(111, 120, 130)));
	assert_run("sysprobe diff a b", 0);
	assert_part(place.out, "  within  ");
	put_both(ENTRY(1000, FIGURE(90, 100, 110)),
		 ENTRY(1000, FIGURE(100, 120, 130)));
	assert_run("sysprobe diff a b", 0);
}

static void an_outlying_minimum_is_no_spread(void **state)
{
	(void)state;
	put_both("\"x\":{\"y\":{\"n\":9,\"unit\":\"ns\",\"raw\":{\"min\":1,\"p1\":100,\"median\":100,\"p99\":100}}}",
		 "\"x\":{\"y\":{\"n\":9,\"unit\":\"ns\",\"raw\":{\"min\":1,\"p1\":110,\"median\":110,\"p99\":110}}}");
	assert_run("sysprobe diff a b", 1);
}

static void corrected_values_are_compared_where_both_have_them(void **state)
{
	json_t *root, *figure;
	double a, low;
	int corrected;

	(void)state;
	/* Raw they differ by 20 %, corrected by 50; the spread moves along. */
	put_both(ENTRY(1000, CORRECTED(98, 100, 102, 40)),
		 ENTRY(1000, CORRECTED(118, 120, 122, 60)));
	assert_run("sysprobe diff --json -t 49 a b", 1);
	figure = first(&root, "figures");
	assert_int_equal(json_unpack(figure, "{s:b, s:{s:F, s:F}}", "corrected",
				     &corrected, "a", "value", &a, "low", &low), 0);
	assert_true(corrected);
	assert_true(a == 40 && low == 38);
	json_decref(root);
	/* Below the noise there, not known here: raw on both sides. */
	put_both(ENTRY(1000, CORRECTED(98, 100, 102, null)),
		 ENTRY(1000, CORRECTED(118, 120, 122, 60)));
	assert_run("sysprobe diff a b", 1);
	assert_part(place.out, "1.200  worse     ticks\n");
	put_both(ENTRY(1000, FIGURE(98, 100, 102)),
		 ENTRY(1000, CORRECTED(118, 120, 122, 60)));
	assert_run("sysprobe diff a b", 1);
	assert_part(place.out, "1.200  worse     ticks\n");
}

/* A rewrite each 4 ms is no better than one each ms. */
static void long_numbers_are_whole(void **state)
{
	(void)state;
	put_both(ENTRY(1000, FIGURE(149000000000, 150000000000, 151000000000))
		 ",\"session\":{\"active_ns\":300000000000}",
		 ENTRY(1000, FIGURE(1400000000000, 1500000000000, 1600000000000))
		 ",\"session\":{\"active_ns\":450000000000}");
	assert_run("sysprobe diff a b", 1);
	assert_part(place.out, " 150000000000 1500000000000 +1350000000000  10.000  worse ");
	assert_part(place.out, " 300000000000 450000000000 +150000000000   1.500  a number\n");
}

static void less_may_be_neither(void **state)
{
	(void)state;
	put_both("\"vdso_rewrites\":{\"tick_khz\":1000,\"interval\":{\"n\":9,\"unit\":\"ticks\",\"raw\":{\"p1\":900,\"median\":1000,\"p99\":1100},\"less_is\":\"neither\"}}",
		 "\"vdso_rewrites\":{\"tick_khz\":1000,\"interval\":{\"n\":9,\"unit\":\"ticks\",\"raw\":{\"p1\":3900,\"median\":4000,\"p99\":4100},\"less_is\":\"neither\"}}");
	assert_run("sysprobe diff a b", 0);
	assert_part(place.out, "4.000  differs   ticks\n");
	assert_run("sysprobe diff b a", 0);
	assert_part(place.out, "0.250  differs   ticks\n");
	assert_part(place.out, "0 got worse and 0 better");
}

static void without_a_spread_nothing_is_worse(void **state)
{
	(void)state;
	put_both("\"x\":{\"y\":{\"n\":9,\"unit\":\"ns\",\"raw\":{\"sum\":90,\"mean\":10,\"min\":1,\"p99\":10}}}",
		 "\"x\":{\"y\":{\"n\":9,\"unit\":\"ns\",\"raw\":{\"sum\":900,\"mean\":100,\"min\":99,\"p99\":101}}}");
	assert_run("sysprobe diff a b", 0);
	assert_part(place.out, "no spread ns, mean\n");
	put_both("\"x\":{\"calls\":10}", "\"x\":{\"calls\":100}");
	assert_run("sysprobe diff a b", 0);
	assert_part(place.out, "10.000  a number\n");
	assert_run("sysprobe diff --figures a b", 0);
	assert_no_part(place.out, "a number");
}

static void ticks_of_other_rates_become_ns(void **state)
{
	(void)state;
	/* The same time, at twice the rate; then less than twice. */
	put_both(ENTRY(1000000, FIGURE(90, 100, 110)),
		 ENTRY(2000000, FIGURE(180, 200, 220)));
	assert_run("sysprobe diff a b", 0);
	assert_part(place.out, "100         100          0   1.000  same      ns\n");
	/* The kernel's own uncertainty of one rate. */
	put_both(ENTRY(1000000, FIGURE(100, 100, 100)),
		 ENTRY(1009000, FIGURE(100, 100, 100)));
	assert_run("sysprobe diff a b", 0);
	assert_part(place.out, "  same      ticks\n");
	put_both(ENTRY(1000000, FIGURE(90, 100, 110)),
		 ENTRY(0, FIGURE(180, 200, 220)));
	assert_run("sysprobe diff a b", 0);
	assert_part(place.out, "not compared: the rate of their ticks is not known");
	put_both(ENTRY(0, FIGURE(90, 100, 110)), ENTRY(0, FIGURE(180, 200, 220)));
	assert_run("sysprobe diff a b", 0);
	assert_part(place.out, "1 can't be compared");
}

static void ticks_and_ns_are_brought_together(void **state)
{
	(void)state;
	put_both("\"x\":{\"tick_khz\":2000000,\"y\":{\"n\":9,\"unit\":\"ticks\",\"raw\":{\"median\":200}}}",
		 "\"x\":{\"tick_khz\":2000000,\"y\":{\"n\":9,\"unit\":\"ns\",\"raw\":{\"median\":100}}}");
	assert_run("sysprobe diff a b", 0);
	assert_part(place.out, "same      ns");
	put_both("\"x\":{\"y\":{\"n\":9,\"unit\":\"pages\",\"raw\":{\"median\":200}}}",
		 "\"x\":{\"y\":{\"n\":9,\"unit\":\"ns\",\"raw\":{\"median\":100}}}");
	assert_run("sysprobe diff a b", 0);
	assert_part(place.out, "not compared: their units differ");
	put_both("\"x\":{\"y\":{\"n\":0,\"unit\":\"ns\"}}",
		 "\"x\":{\"y\":{\"n\":9,\"unit\":\"ns\",\"raw\":{\"median\":100}}}");
	assert_run("sysprobe diff a b", 0);
	assert_part(place.out, "not compared: nothing was measured in A");
	put_both("\"x\":{\"y\":{\"n\":0,\"unit\":\"ns\"}}", "\"x\":{\"y\":{\"n\":0,\"unit\":\"ns\"}}");
	assert_run("sysprobe diff a b", 0);
	assert_part(place.out, "Of 0 figures");
}

/* An emulator's instructions against a machine's time. */
static void counts_are_not_compared_with_time(void **state)
{
	static const char frame[] =
		"{\"schema\":\"sysprobe/1\",\"conditions\":{\"tick\":\"%s\",\"emulated\":%s},"
		ENTRY(1000000, "%s") "}";
	char text[512];

	(void)state;
	snprintf(text, sizeof(text), frame, "instruction", "true",
		 FIGURE(100, 100, 100));
	put("a", text);
	snprintf(text, sizeof(text), frame, "time", "false",
		 FIGURE(900, 900, 900));
	put("b", text);
	assert_run("sysprobe diff a b", 0);
	assert_part(place.out, "A: a, (not there), on an emulated CPU, where a tick is an instruction\n");
	assert_part(place.out, "not compared: a tick is an instruction in one");
	/* Instructions are instructions, whatever rate a kernel makes of them. */
	snprintf(text, sizeof(text),
		 "{\"schema\":\"sysprobe/1\",\"conditions\":{\"tick\":\"instruction\"},%s}",
		 ENTRY(3000000, FIGURE(108, 108, 108)));
	put("b", text);
	assert_run("sysprobe diff a b", 1);
	assert_part(place.out, "+8   1.080  worse     ticks\n");
}

#define CALL(abi, nr, name, calls)					\
	"{\"abi\":\"" abi "\",\"nr\":" #nr ",\"name\":" name ",\"calls\":" #calls "}"
#define LIST3(key, a, b, c) "\"" key "\":[" a "," b "," c "]"

static void elements_are_matched_by_what_they_are(void **state)
{
	(void)state;
	put_both(LIST3("syscalls", CALL("64", 0, "\"read\"", 1),
		       CALL("64", 1, "\"write\"", 2), CALL("ia32", 0, "null", 3)),
		 LIST3("syscalls", CALL("64", 1, "\"write\"", 5),
		       CALL("64", 9, "\"mmap\"", 4), CALL("ia32", 0, "null", 4)));
	assert_run("sysprobe diff a b", 0);
	assert_part(place.out, "  64 write calls                                 2           5         +3   2.500");
	assert_part(place.out, "  ia32 0 calls                                   3           4         +1   1.333");
	assert_part(place.out, "  64 read: only in A\n");
	assert_part(place.out, "  64 mmap: only in B\n");
}

#define COSTS(a, cpu_a, took_a, b, cpu_b, took_b)			\
	"\"cr3_cost\":{\"tick_khz\":1000,\"operations\":["					\
	"{\"operation\":\"" a "\",\"cpu\":" #cpu_a ",\"cost\":" took_a "}," \
	"{\"operation\":\"" b "\",\"cpu\":" #cpu_b ",\"cost\":" took_b "}]}"

static void operations_are_matched_by_cpu(void **state)
{
	(void)state;
	put_both(COSTS("invlpg", 0, FIGURE(9, 10, 11), "invlpg", 1, FIGURE(19, 20, 21)),
		 COSTS("invlpg", 1, FIGURE(29, 30, 31), "invlpg", 2, FIGURE(9, 10, 11)));
	assert_run("sysprobe diff a b", 1);
	assert_part(place.out, "  invlpg 0: only in A\n");
	assert_part(place.out, "  invlpg 2: only in B\n");
	assert_part(place.out, "  invlpg 1 cost                                 20          30        +10   1.500");
}

static void alike_elements_are_no_trouble(void **state)
{
	(void)state;
	put_both("\"x\":[{\"name\":\"a\",\"v\":1},{\"name\":\"a\",\"v\":2}]",
		 "\"x\":[{\"name\":\"a\",\"v\":1},{\"name\":\"a\",\"v\":3},{\"name\":\"a\",\"v\":3}]");
	assert_run("sysprobe diff a b", 0);
	assert_part(place.out, "2           3         +1");
	assert_part(place.out, "  a: only in B\n");
}

#define RINGS(value, outcome, vector, bucket)				\
	"\"rings\":{\"registers\":[{\"register\":\"CR4\",\"cpus\":[0],\"value\":\"" \
	value "\"}],\"acts\":[{\"name\":\"sgdt\",\"outcome\":\"" outcome	\
	"\",\"vector\":" #vector "}]},\"h\":{\"ran\":[[1,2," #bucket "]]}"

static void facts_that_differ_are_told(void **state)
{
	(void)state;
	put_both(RINGS("0x20", "allowed", null, 3), RINGS("0x820", "stopped", 13, 4));
	assert_run("sysprobe diff a b", 0);
	assert_part(place.out, "  CR4 [0] value\n    A  0x20\n    B  0x820\n");
	assert_part(place.out, "  sgdt outcome\n    A  allowed\n    B  stopped\n");
	assert_part(place.out, "  sgdt vector\n    A  null\n    B  13\n");
	/* Buckets change with every run. */
	assert_no_part(place.out, "ran");
}

static void what_was_skipped_is_told_with_its_reason(void **state)
{
	json_t *root, *only;

	(void)state;
	put_both("\"entry\":{\"methods\":[{\"method\":\"x32\",\"skipped\":null,\"nr\":1}]},\"cr3\":{\"kpti\":\"on\"}",
		 "\"entry\":{\"methods\":[{\"method\":\"x32\",\"skipped\":\"it is off\"}]},\"cr3\":{\"skipped\":\"no module\"}");
	assert_run("sysprobe diff a b", 0);
	assert_part(place.out, "  x32: only in A; skipped in B, it is off\n");
	assert_part(place.out, "  cr3: only in A; skipped in B, no module\n");
	assert_run("sysprobe diff b a", 0);
	assert_part(place.out, "  cr3: only in B; skipped in A, no module\n");
	assert_run("sysprobe diff --json a b", 0);
	only = first(&root, "only_a");
	assert_string_equal(json_string_value(json_object_get(only, "why")),
			    "it is off");
	json_decref(root);
	assert_run("sysprobe diff b b", 0);
	assert_no_part(place.out, "skipped");
	/* Skipped in one and unheard of in the other: neither has it. */
	put_both("\"cr3\":{\"skipped\":\"no module\"}", "");
	assert_run("sysprobe diff a b && sysprobe diff b a", 0);
	assert_no_part(place.out, "cr3");
}

static void sections_can_be_chosen(void **state)
{
	(void)state;
	put_both(ENTRY(1000, FIGURE(90, 100, 110)) ",\"cr3\":{\"kpti\":\"on\"}",
		 ENTRY(1000, FIGURE(190, 200, 210)) ",\"cr3\":{\"kpti\":\"off\"}");
	assert_run("sysprobe diff --only cr3 a b", 0);
	assert_part(place.out, "  kpti\n");
	assert_no_part(place.out, "syscall sum");
	assert_run("sysprobe diff --only cr3,entry a b", 1);
	assert_one_sentence("sysprobe diff --only cr3,rings a b", 2, "section 'rings'");
	assert_one_sentence("sysprobe diff --only '' a b", 2, "names of sections");
	assert_one_sentence("sysprobe diff --only cr3, a b", 2, "names of sections");
	assert_one_sentence("sysprobe diff --only ,cr3 a b", 2, "names of sections");
	assert_one_sentence("sysprobe diff --only schema a b", 2, "section 'schema'");
}

static void wrong_words_are_refused(void **state)
{
	(void)state;
	put_both("", "");
	assert_one_sentence("sysprobe diff", 2, "name two files");
	assert_one_sentence("sysprobe diff a", 2, "name two files");
	assert_one_sentence("sysprobe diff a b a", 2, "name two files");
	assert_one_sentence("sysprobe diff - -", 2, "stdin holds one");
	assert_one_sentence("sysprobe diff --threshold -1 a b", 2, "no threshold");
	assert_one_sentence("sysprobe diff --threshold nan a b", 2, "no threshold");
	assert_one_sentence("sysprobe diff --threshold 5% a b", 2, "no threshold");
	assert_one_sentence("sysprobe diff --brief a b", 2, "no option --brief");
	assert_one_sentence("sysprobe diff a missing", 2, "cannot open missing");
	assert_one_sentence("sysprobe diff a debugfs", 2, "cannot read debugfs");
	assert_run("sysprobe diff a b >/dev/full", 2);
}

static void what_is_no_json_is_refused(void **state)
{
	static const char whole[] =
		"{\"schema\":\"sysprobe/1\",\"conditions\":{\"kernel\":\"6.1\"}}";
	size_t i;

	(void)state;
	assert_file_refused("", 0, "middle of a document");
	assert_file_refused("hello", 5, "not JSON");
	assert_file_refused("\0\0\0\0", 4, "middle of a document");
	assert_file_refused("\"\xff\xfe\"", 4, "not JSON");
	assert_file_refused("{\"a\":1e999}", 11, "not JSON");
	assert_file_refused("{\"a\":1,\"a\":2}", 13, "not JSON");
	for (i = 1; i < sizeof(whole) - 1; i++) {
		place_write(&place, "a", whole, i);
		assert_one_sentence("sysprobe diff a a", 2, "a ");
	}
}

static void assert_text_refused(const char *text, const char *says)
{
	assert_file_refused(text, strlen(text), says);
}

static void what_is_not_ours_is_refused(void **state)
{
	(void)state;
	assert_text_refused("[]", "not sysprobe's");
	assert_text_refused("null", "not ");
	assert_text_refused("{}", "not sysprobe's");
	assert_text_refused("{\"schema\":1,\"conditions\":{}}", "not sysprobe's");
	assert_text_refused("{\"schema\":\"perf/1\",\"conditions\":{}}", "not sysprobe's");
	assert_text_refused("{\"schema\":\"sysprobe/2\",\"conditions\":{}}", "schema sysprobe/2");
	assert_text_refused("{\"schema\":\"sysprobe/1\"}", "has no conditions");
	assert_text_refused("{\"schema\":\"sysprobe/1\",\"conditions\":[]}", "has no conditions");
	assert_text_refused("{\"schema\":\"sysprobe/1\",\"conditions\":{}}\n{}\n", "follows the document");
}

static void odd_figures_are_refused(void **state)
{
	static const char *const odd[] = {
		"{\"n\":\"1\",\"unit\":\"ns\"}", "{\"n\":-1,\"unit\":\"ns\"}",
		"{\"n\":1,\"unit\":1}", "{\"n\":1,\"unit\":\"ns\",\"raw\":[]}",
		"{\"n\":1,\"unit\":\"ns\",\"raw\":{\"median\":\"1\"}}",
		"{\"n\":1,\"unit\":\"ns\",\"raw\":{\"median\":1,\"p99\":null}}",
		"{\"n\":1,\"unit\":\"ns\",\"raw\":{},\"corrected\":1}",
		"{\"n\":1,\"unit\":\"ns\",\"raw\":{},\"corrected\":{\"median\":\"\"}}",
	};
	char a[256];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(odd); i++) {
		snprintf(a, sizeof(a), "\"x\":{\"y\":%s}", odd[i]);
		put_both(a, "\"x\":{\"y\":{\"n\":1,\"unit\":\"ns\",\"raw\":{\"median\":1}}}");
		assert_one_sentence("sysprobe diff a b", 2, "the figure 'x y' of A");
		assert_one_sentence("sysprobe diff b a", 2, "the figure 'x y' of B");
	}
}

/* Types that are not where they should be are a difference, no crash. */
static void other_types_are_told(void **state)
{
	static const char *const values[] = {
		"1", "\"1\"", "null", "true", "[]", "[1]", "[[1]]", "[{}]",
		"[{\"name\":null}]", "[{\"name\":{\"a\":[]}}]", "{}",
		"{\"skipped\":\"no\"}", "{\"skipped\":1}", "{\"n\":1}",
		"{\"tick_khz\":\"fast\"}", "{\"tick_khz\":-5}",
	};
	char a[128], b[128];
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(values); i++) {
		for (j = 0; j < ARRAY_SIZE(values); j += 3) {
			snprintf(a, sizeof(a), "\"entry\":%s", values[i]);
			snprintf(b, sizeof(b), "\"entry\":%s", values[j]);
			put_both(a, b);
			assert_run("sysprobe diff a b && sysprobe diff --json b a", 0);
		}
	}
	put_both("\"entry\":[]", "\"entry\":{\"a\":1}");
	assert_run("sysprobe diff a b", 0);
	assert_part(place.out, "  entry\n    A  []\n    B  (an object of 1 keys)\n");
}

static void numbers_beyond_all_bounds_are_not_compared(void **state)
{
	(void)state;
	put_both("\"x\":{\"tick_khz\":1e-300,\"y\":{\"n\":1,\"unit\":\"ticks\",\"raw\":{\"median\":1e308}}}",
		 "\"x\":{\"tick_khz\":1e300,\"y\":{\"n\":1,\"unit\":\"ticks\",\"raw\":{\"median\":-1e308}}}");
	assert_run("sysprobe diff a b && sysprobe diff --json a b", 0);
	assert_part(place.out, "they are too large");
	put_both("\"x\":{\"y\":0,\"z\":1e308}", "\"x\":{\"y\":1,\"z\":-1e308}");
	assert_run("sysprobe diff a b && sysprobe diff --json a b", 0);
}

static void deep_and_large_files_are_survived(void **state)
{
	(void)state;
	put_both("", "");
	assert_one_sentence("{ head -c 100000 /dev/zero | tr '\\0' '['; } >d; sysprobe diff a d", 2, "not JSON");
	/* As deep as the library goes, in both. */
	assert_run("{ printf '{\"schema\":\"sysprobe/1\",\"conditions\":{},\"x\":'; head -c 1800 /dev/zero | sed 's/\\x0/{\"a\":/g'; printf 1; head -c 1800 /dev/zero | tr '\\0' '}'; echo '}'; } >d; sed 's/:1}/:2}/' d >e; sysprobe diff d e && sysprobe diff --json d e", 0);
	assert_one_sentence("{ cat a; head -c 17000000 /dev/zero | tr '\\0' ' '; } >d; sysprobe diff a d", 2, "more than 16777216 bytes");
	assert_run("{ cat a; head -c 16000000 /dev/zero | tr '\\0' ' '; } >d; sysprobe diff a d", 0);
	/* Many elements: no time that grows with their square. */
	assert_run("for f in d e; do { printf '{\"schema\":\"sysprobe/1\",\"conditions\":{},\"x\":['; seq -f '{\"name\":\"%.0f\",\"v\":1},' 1 60000; printf '{\"name\":\"%s\",\"v\":1}]}' $f; } >$f; done; timeout 60 \"$SYSPROBE\" diff d e", 0);
}

/* What a file says must not steer the terminal. */
static void control_characters_are_not_printed(void **state)
{
	const char *c;

	(void)state;
	put_both("\"x\\u001b[2J\":{\"y\":\"\\u001b]0;evil\\u0007\"},\"s\":{\"skipped\":\"\\u009b\"}",
		 "\"x\\u001b[2J\":{\"y\":\"\\n\\r\\u0085\"},\"s\":{\"t\\u007f\":1}");
	assert_run("sysprobe diff a b", 0);
	for (c = place.out; *c; c++)
		assert_true((*c >= ' ' && *c != 0x7f) || *c == '\n' || *c < 0);
	assert_null(strstr(place.out, "\xc2\x9b"));
	assert_null(strstr(place.out, "\xc2\x85"));
	assert_part(place.out, ".]0;evil.");
}

static void a_diff_is_a_document_too(void **state)
{
	(void)state;
	put_both(ENTRY(1000, FIGURE(90, 100, 110)), ENTRY(1000, FIGURE(91, 101, 111)));
	assert_run("sysprobe diff --json a b >d; sysprobe diff d d", 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_document_is_like_itself),
		TEST(conditions_that_differ_are_told),
		TEST(worse_is_outside_the_spread_and_beyond_the_threshold),
		TEST(an_outlying_minimum_is_no_spread),
		TEST(corrected_values_are_compared_where_both_have_them),
		TEST(long_numbers_are_whole),
		TEST(less_may_be_neither),
		TEST(without_a_spread_nothing_is_worse),
		TEST(ticks_of_other_rates_become_ns),
		TEST(ticks_and_ns_are_brought_together),
		TEST(counts_are_not_compared_with_time),
		TEST(elements_are_matched_by_what_they_are),
		TEST(operations_are_matched_by_cpu),
		TEST(alike_elements_are_no_trouble),
		TEST(facts_that_differ_are_told),
		TEST(what_was_skipped_is_told_with_its_reason),
		TEST(sections_can_be_chosen),
		TEST(wrong_words_are_refused),
		TEST(what_is_no_json_is_refused),
		TEST(what_is_not_ours_is_refused),
		TEST(odd_figures_are_refused),
		TEST(other_types_are_told),
		TEST(numbers_beyond_all_bounds_are_not_compared),
		TEST(deep_and_large_files_are_survived),
		TEST(control_characters_are_not_printed),
		TEST(a_diff_is_a_document_too),
	};

	return cmocka_run_group_tests_name("diff", tests, NULL, NULL);
}
