// SPDX-License-Identifier: GPL-2.0
/*
 * The vDSO's image, whatever is in it, and why a call is not answered there.
 */
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>
#include "fake.h"
#include "kif.h"
#include "random_state.h"
#include "vdso.h"
#include "wrap.h"

/* What the wrapped getauxval() says instead; 0: what it says itself. */
static bool instead;
static unsigned long vdso_base;

unsigned long __wrap_getauxval(unsigned long type)
{
	if (instead && type == AT_SYSINFO_EHDR)
		return vdso_base;
	return __real_getauxval(type);
}

/**
 * struct copy - an image that may be changed
 * @bytes: end where readable memory ends
 * @size:  of them
 * @room:  the memory
 * @all:   bytes of @room, with the page behind it that can't be read
 */
struct copy {
	unsigned char *bytes;
	size_t size;
	unsigned char *room;
	size_t all;
};

static struct copy original;

static struct copy copy_of(const void *bytes, size_t size)
{
	size_t page = sysconf(_SC_PAGESIZE);
	size_t pages = (size + page - 1) / page * page;
	struct copy copy = { .size = size, .all = pages + page };

	copy.room = mmap(NULL, copy.all, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(copy.room, MAP_FAILED);
	assert_int_equal(mprotect(copy.room + pages, page, PROT_NONE), 0);
	copy.bytes = copy.room + pages - size;
	memcpy(copy.bytes, bytes, size);
	return copy;
}

static void drop(struct copy *copy)
{
	munmap(copy->room, copy->all);
}

/* The image of this very process is the one to begin with. */
static int setup(void **state)
{
	struct vdso_map maps[VDSO_MAX_MAPS];
	const struct vdso_map *map;
	struct err err = { 0 };
	char *text = kif_kernel_file("/proc/self/maps", &err);
	size_t n;

	(void)state;
	assert_non_null(text);
	n = vdso_maps_parse(maps, text);
	free(text);
	map = vdso_maps_find(maps, n, getauxval(AT_SYSINFO_EHDR));
	assert_non_null(map);
	original = copy_of((void *)map->start, map->size);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	drop(&original);
	return 0;
}

static Elf64_Shdr *section(const struct copy *copy, unsigned int type)
{
	Elf64_Ehdr *head = (Elf64_Ehdr *)copy->bytes;
	Elf64_Shdr *at = (Elf64_Shdr *)(copy->bytes + head->e_shoff);
	unsigned int i;

	for (i = 0; i < head->e_shnum; i++)
		if (at[i].sh_type == type)
			return &at[i];
	fail_msg("the image has nothing of type %u", type);
	return NULL;
}

static void assert_refused(const void *bytes, size_t size, const char *says)
{
	struct vdso_image image;
	struct err err = { 0 };

	assert_int_equal(vdso_image_parse(&image, EM_X86_64, bytes, size, &err), -1);
	assert_int_equal(image.n_symbols, 0);
	if (!strstr(err.text, says))
		fail_msg("no '%s' in '%s'", says, err.text);
}

static void functions_are_found(void **state)
{
	const struct vdso_symbol *symbol;
	struct vdso_image image;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(vdso_image_parse(&image, EM_X86_64, original.bytes,
					  original.size, &err), 0);
	symbol = vdso_image_find(&image, "__vdso_clock_gettime", &err);
	assert_non_null(symbol);
	assert_string_equal(symbol->version, VDSO_VERSION);
	assert_true(symbol->offset && symbol->size);
	assert_true(symbol->offset + symbol->size <= original.size);
	assert_null(vdso_image_find(&image, "__vdso_coffee", &err));
	assert_non_null(strstr(err.text, "has no __vdso_coffee"));
	vdso_image_free(&image);
}

static void another_version_is_not_called(void **state)
{
	struct copy copy = copy_of(original.bytes, original.size);
	struct vdso_image image;
	struct err err = { 0 };
	unsigned char *at;

	(void)state;
	at = memmem(copy.bytes, copy.size, "LINUX_2.6", 10);
	assert_non_null(at);
	memcpy(at, "LINUX_\0339", 9);
	assert_int_equal(vdso_image_parse(&image, EM_X86_64, copy.bytes, copy.size, &err),
			 0);
	assert_true(image.n_symbols);
	assert_null(vdso_image_find(&image, "__vdso_time", &err));
	/* Nothing of it reaches a terminal as it is. */
	assert_non_null(strstr(err.text, "of version 'LINUX_?9"));
	vdso_image_free(&image);
	drop(&copy);
}

static void without_versions_nothing_is_called(void **state)
{
	struct copy copy = copy_of(original.bytes, original.size);
	struct vdso_image image;
	struct err err = { 0 };

	(void)state;
	section(&copy, SHT_GNU_verdef)->sh_type = SHT_NOTE;
	assert_int_equal(vdso_image_parse(&image, EM_X86_64, copy.bytes, copy.size, &err),
			 0);
	assert_null(vdso_image_find(&image, "__vdso_time", &err));
	assert_non_null(strstr(err.text, "of version ''"));
	vdso_image_free(&image);
	drop(&copy);
}

static void a_stripped_image_is_said(void **state)
{
	struct copy copy = copy_of(original.bytes, original.size);
	Elf64_Ehdr *head = (Elf64_Ehdr *)copy.bytes;

	(void)state;
	section(&copy, SHT_DYNSYM)->sh_type = SHT_NOTE;
	assert_refused(copy.bytes, copy.size, "was stripped");
	head->e_shnum = 0;
	head->e_shoff = 0;
	assert_refused(copy.bytes, copy.size, "was stripped");
	drop(&copy);
}

static void what_is_no_image_is_refused(void **state)
{
	struct copy copy = copy_of(original.bytes, original.size);

	(void)state;
	assert_refused("", 0, "sandbox");
	assert_refused("#!/bin/sh\n", 10, "sandbox");
	((Elf64_Ehdr *)copy.bytes)->e_machine = EM_AARCH64;
	assert_refused(copy.bytes, copy.size, "no x86-64 ELF image");
	drop(&copy);
}

static void functions_outside_the_image_are_left_out(void **state)
{
	struct copy copy = copy_of(original.bytes, original.size);
	Elf64_Shdr *table = section(&copy, SHT_DYNSYM);
	Elf64_Sym *symbols = (Elf64_Sym *)(copy.bytes + table->sh_offset);
	struct vdso_image image;
	struct err err = { 0 };
	size_t i, n = table->sh_size / sizeof(*symbols);

	(void)state;
	for (i = 0; i < n; i++)
		if (i % 2)
			symbols[i].st_value = copy.size + i;
		else
			symbols[i].st_size = ~0ULL - i;
	assert_int_equal(vdso_image_parse(&image, EM_X86_64, copy.bytes, copy.size, &err),
			 0);
	assert_int_equal(image.n_symbols, 0);
	vdso_image_free(&image);
	drop(&copy);
}

static void parse_and_look(const struct copy *copy)
{
	struct vdso_image image;
	struct err err = { 0 };
	size_t i;

	if (vdso_image_parse(&image, EM_X86_64, copy->bytes, copy->size, &err)) {
		assert_true(err.text[0]);
		return;
	}
	for (i = 0; i < image.n_symbols; i++)
		assert_true(image.symbols[i].offset + image.symbols[i].size <=
			    copy->size);
	vdso_image_free(&image);
}

static void any_length_is_survived(void **state)
{
	struct copy copy;
	size_t size;

	(void)state;
	for (size = 0; size < original.size; size += size < 4096 ? 1 : 7) {
		copy = copy_of(original.bytes, size);
		parse_and_look(&copy);
		drop(&copy);
	}
}

/* Where the tables are, so that most changes matter. */
static void any_bytes_are_survived(void **state)
{
	struct copy copy = copy_of(original.bytes, original.size);
	Elf64_Ehdr *head = (Elf64_Ehdr *)copy.bytes;
	size_t sections = head->e_shoff;
	unsigned int round, i, seed = 4;
	size_t at;

	(void)state;
	for (round = 0; round < 20000; round++) {
		memcpy(copy.bytes, original.bytes, original.size);
		for (i = 0; i < 1 + round % 4; i++) {
			at = rand_r(&seed) % 2048;
			if (round % 2)
				at = sections + at % (64 * 16);
			copy.bytes[at % copy.size] = rand_r(&seed);
		}
		parse_and_look(&copy);
	}
	drop(&copy);
}

static void maps_are_understood(void **state)
{
	static const char text[] =
		"55d0c0000000-55d0c0002000 r--p 00000000 fe:00 131 /usr/bin/x [vdso]\n"
		"7ffd0000a000-7ffd0000e000 r--p 00000000 00:00 0                          [vvar]\n"
		"7ffd0000e000-7ffd00010000 r--p 00000000 00:00 0                          [vvar_vclock]\n"
		"7ffd00010000-7ffd00012000 r-xp 00000000 00:00 0                          [vdso]\n"
		"7ffd00012000-7ffd00011000 r-xp 00000000 00:00 0                          [vdso]\n"
		"nonsense\n"
		"ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]";
	struct vdso_map maps[VDSO_MAX_MAPS];
	size_t n = vdso_maps_parse(maps, text);

	(void)state;
	assert_int_equal(n, 3);
	assert_string_equal(maps[0].name, "[vvar]");
	assert_int_equal(maps[0].size, 0x4000);
	assert_string_equal(maps[1].name, "[vvar_vclock]");
	assert_string_equal(maps[2].perms, "r-xp");
	assert_ptr_equal(vdso_maps_find(maps, n, 0x7ffd00010000), &maps[2]);
	assert_null(vdso_maps_find(maps, n, 0x7ffd00011000));
	assert_int_equal(vdso_maps_parse(maps, ""), 0);
}

static const struct clock_row *row(const char *name)
{
	const struct clock_row *rows;
	size_t i, n;

	rows = clock_rows(&n);
	for (i = 0; i < n; i++)
		if (!strcmp(rows[i].name, name))
			return &rows[i];
	fail_msg("there is no call %s", name);
	return NULL;
}

static void nothing(void)
{
}

/* A row with so many entries by libc and vDSO, and the sentence about it. */
static const char *why(const char *name, uint64_t libc, uint64_t vdso,
		       const struct vdso_facts *facts)
{
	static struct clock_result r;

	memset(&r, 0, sizeof(r));
	r.row = row(name);
	r.target.function = facts->mapped ? nothing : NULL;
	r.ways[WAY_LIBC].entries = libc;
	r.ways[WAY_VDSO].entries = vdso;
	if (!facts->mapped)
		err_set(&r.ways[WAY_VDSO].why_not, STATUS_FAILED, "none");
	clock_judge(&r, WAY_LIBC, true);
	vdso_why(&r, facts, true);
	return r.why;
}

static void assert_part(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no '%s' in '%s'", part, text);
}

static void reasons_are_told_apart(void **state)
{
	const uint64_t all = CLOCK_COUNTED_CALLS;
	struct vdso_facts facts = {
		.mapped = true, .clocksource = "tsc",
		.available = "tsc hpet acpi_pm",
	};

	(void)state;
	assert_string_equal(why("clock_gettime TAI", 0, 0, &facts), "");
	assert_part(why("clock_gettime TAI", all / 2, all / 2, &facts), "some of the calls");
	assert_part(why("clock_gettime TAI", all, 0, &facts), "another version of libc");
	facts.static_program = true;
	assert_part(why("time", all, 0, &facts), "link dynamically");
	assert_part(why("clock_gettime TAI", all, all, &facts), "please report");
	facts.time_namespace = true;
	assert_part(why("clock_gettime TAI", all, all, &facts), "does not know the namespace's offsets");
	facts.time_namespace = false;
	assert_part(why("clock_gettime THREAD_CPUTIME_ID", all, all, &facts), "the scheduler's");
	assert_part(why("clock_gettime BOOTTIME_ALARM", all, all, &facts), "alarms have no");
	assert_part(why("getrandom", all, all, &facts), "glibc does from 2.41 on");
	assert_part(why("getrandom", all, 0, &facts), "this vDSO answers it in user space");
	strcpy(facts.clocksource, "acpi_pm");
	assert_part(why("clock_gettime TAI", all, all, &facts), "echo tsc > ");
	assert_part(why("clock_gettime THREAD_CPUTIME_ID", all, all, &facts), "the scheduler's");
	strcpy(facts.available, "hpet tsc-early acpi_pm");
	assert_part(why("clock_gettime TAI", all, all, &facts), "is acpi_pm, which user mode cannot read, and the TSC is no choice");
	facts.unstable = true;
	assert_part(why("clock_gettime TAI", all, all, &facts), "marked the TSC unstable and keeps time by acpi_pm");
	facts.mapped = false;
	assert_part(why("clock_gettime TAI", all, all, &facts), "AT_SYSINFO_EHDR");
	facts.off_by_option = true;
	assert_part(why("clock_gettime TAI", all, all, &facts), "booted with vdso=0");
	assert_part(why("getrandom", all, all, &facts), "from Linux 6.11 on");
}

static void clocksources_are_known(void **state)
{
	(void)state;
	assert_true(vdso_clocksource_readable("tsc"));
	assert_true(vdso_clocksource_readable("kvm-clock"));
	assert_false(vdso_clocksource_readable("xen"));
	assert_false(vdso_clocksource_readable("jiffies"));
	assert_false(vdso_clocksource_readable("ts"));
	assert_false(vdso_clocksource_readable(""));
}

static enum clock_verdict by_time(uint64_t libc, uint64_t syscall, bool below)
{
	struct clock_result r = { .row = row("time") };

	r.ways[WAY_LIBC].cost = (struct measurement){
		.known = true, .corrected = libc };
	r.ways[WAY_SYSCALL].cost = (struct measurement){
		.known = true, .below = below, .corrected = syscall };
	clock_judge(&r, WAY_LIBC, false);
	return r.verdict;
}

static void without_a_count_time_tells(void **state)
{
	(void)state;
	assert_int_equal(by_time(50, 500, false), CLOCK_SEEMS_USER);
	assert_int_equal(by_time(374, 500, false), CLOCK_SEEMS_USER);
	assert_int_equal(by_time(375, 500, false), CLOCK_SEEMS_KERNEL);
	assert_int_equal(by_time(520, 500, false), CLOCK_SEEMS_KERNEL);
	assert_int_equal(by_time(0, 0, true), CLOCK_UNKNOWN);
}

static void steps_back_are_counted(void **state)
{
	static const int64_t values[] = { 5, 5, 7, 6, 8, 1, 2 };

	(void)state;
	assert_int_equal(clock_backwards(values, 7), 2);
	assert_int_equal(clock_backwards(values, 3), 0);
	assert_int_equal(clock_backwards(values, 0), 0);
}

static uint32_t state_size;

static ssize_t odd_getrandom(void *buffer, size_t size, unsigned int flags,
			     void *state, size_t ask)
{
	(void)buffer;
	(void)size;
	(void)flags;
	if (ask != ~0UL)
		return -1;
	*(uint32_t *)state = state_size;
	return state_size == 7 ? -1 : 0;
}

static void an_odd_state_is_not_made(void **state)
{
	static const uint32_t odd[] = { 0, 7, 1 << 20, UINT32_MAX };
	struct clock_target target = { .function = (void *)odd_getrandom };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(odd); i++) {
		struct err err = { 0 };

		state_size = odd[i];
		assert_int_equal(random_state_make(&target, &err), -1);
		assert_true(err.status && err.text[0]);
		assert_null(target.state);
	}
	random_state_drop(&target);
}

static void all_cpus_are_walked(void **state)
{
	cpu_set_t before, after;
	struct walk walk;
	int i, n;

	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	n = CPU_COUNT(&before);
	walk_begin(&walk);
	for (i = 0; i < 2 * n; i++) {
		walk_on(&walk);
		assert_int_equal(sched_getcpu(), walk.pin.cpu);
	}
	assert_int_equal(walk.moves, n > 1 ? 2 * n : 0);
	assert_int_equal(walk_end(&walk), n);
	assert_int_equal(sched_getaffinity(0, sizeof(after), &after), 0);
	assert_true(CPU_EQUAL(&before, &after));
}

static void look_without(unsigned long base, const char *says)
{
	struct vdso vdso = { 0 };
	struct err err = { 0 };
	bool failed = false;
	char *text;
	size_t size;
	FILE *out;

	instead = true;
	vdso_base = base;
	assert_int_equal(vdso_look(&vdso, &err), 0);
	instead = false;
	vdso_measure(&vdso);
	err_set(&vdso.calls.why_not_counted, STATUS_FAILED, "nobody counts");
	vdso_explain(&vdso);
	assert_null(vdso.calls.results[0].target.function);
	out = open_memstream(&text, &size);
	assert_non_null(out);
	render_vdso(out, &vdso);
	fclose(out);
	assert_part(text, says);
	assert_part(text, "Entries are not known: nobody counts");
	free(text);
	json_decref(render_vdso_json(&failed, &vdso));
	assert_false(failed);
	vdso_free(&vdso);
}

static void a_process_without_one_is_said(void **state)
{
	(void)state;
	look_without(0, "No functions: this process has no vDSO");
	look_without(4096, "shows no readable memory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(functions_are_found),
		cmocka_unit_test(another_version_is_not_called),
		cmocka_unit_test(without_versions_nothing_is_called),
		cmocka_unit_test(a_stripped_image_is_said),
		cmocka_unit_test(what_is_no_image_is_refused),
		cmocka_unit_test(functions_outside_the_image_are_left_out),
		cmocka_unit_test(any_length_is_survived),
		cmocka_unit_test(any_bytes_are_survived),
		cmocka_unit_test(maps_are_understood),
		cmocka_unit_test(reasons_are_told_apart),
		cmocka_unit_test(clocksources_are_known),
		cmocka_unit_test(without_a_count_time_tells),
		cmocka_unit_test(steps_back_are_counted),
		cmocka_unit_test(an_odd_state_is_not_made),
		cmocka_unit_test(all_cpus_are_walked),
		cmocka_unit_test(a_process_without_one_is_said),
	};

	return cmocka_run_group_tests_name("vdso", tests, setup, teardown);
}
