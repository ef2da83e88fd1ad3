// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "fake.h"

static void grow(struct fake *fake, const void *data, size_t size)
{
	fake->bytes = realloc(fake->bytes, fake->size + size);
	assert_non_null(fake->bytes);
	if (data)
		memcpy(fake->bytes + fake->size, data, size);
	else
		memset(fake->bytes + fake->size, 0, size);
	fake->size += size;
}

struct sysprobe_header *fake_header(struct fake *fake)
{
	return (struct sysprobe_header *)fake->bytes;
}

void fake_begin(struct fake *fake)
{
	struct sysprobe_header head = {
		.magic = SYSPROBE_MAGIC,
		.major = SYSPROBE_MAJOR,
		.minor = SYSPROBE_MINOR,
		.header_size = sizeof(head),
		.size = sizeof(head),
		.load_id = { 0x01, 0x23, 0x45, 0x67, 0x89 },
		.session = 3,
		.generation = 4,
		.start_ns = 1700000000000000000ULL,
		.read_ns = 1700000001500000000ULL,
		.active_ns = 1500000000,
		.start_ticks = 1000,
		.read_ticks = 3000001000ULL,
		.tick_khz = 2000000,
		.cpus = 2,
	};

	memset(fake, 0, sizeof(*fake));
	grow(fake, &head, sizeof(head));
}

void fake_section(struct fake *fake, unsigned int kind, unsigned int key_kind,
		  unsigned int row_size, unsigned int rows, const void *data)
{
	size_t size = (size_t)row_size * rows;
	struct sysprobe_section section = {
		.kind = kind,
		.key_kind = key_kind,
		.row_size = row_size,
		.rows = rows,
		.size = (size + 7) & ~7ULL,
	};

	grow(fake, &section, sizeof(section));
	grow(fake, data, size);
	grow(fake, NULL, section.size - size);
	fake_header(fake)->sections++;
	fake_header(fake)->size = fake->size;
}

void fake_free(struct fake *fake)
{
	free(fake->bytes);
	memset(fake, 0, sizeof(*fake));
}

struct sysprobe_syscall fake_row(unsigned int abi, unsigned int nr)
{
	return (struct sysprobe_syscall){ .abi = abi, .nr = nr };
}

/* The contract's formula, on its own so that the reader's is checked. */
static unsigned int bucket_of(uint64_t t, bool slept)
{
	unsigned int e;

	if (t < 1ULL << SYSPROBE_HIST_MIN_LOG2)
		return 0;
	if (t >= 1ULL << SYSPROBE_HIST_MAX_LOG2)
		return slept ? SYSPROBE_SLEPT_BUCKETS - 1 :
			       SYSPROBE_HIST_BUCKETS - 1;
	e = 63 - __builtin_clzll(t);
	if (slept)
		return 1 + e - SYSPROBE_HIST_MIN_LOG2;
	return 1 + (e - SYSPROBE_HIST_MIN_LOG2) * SYSPROBE_HIST_SUB +
	       ((t >> (e - 3)) & 7);
}

void fake_time(struct sysprobe_syscall *row, uint64_t ticks, uint64_t n,
	       bool slept)
{
	if (!row->returned || ticks < row->wall_min)
		row->wall_min = ticks;
	if (ticks > row->wall_max)
		row->wall_max = ticks;
	row->calls += n;
	row->returned += n;
	row->wall_ticks += ticks * n;
	if (slept) {
		row->slept += n;
		row->slept_ticks += ticks * n;
		row->oncpu_ticks += n;
		row->slept_hist[bucket_of(ticks, true)] += n;
	} else {
		row->oncpu_ticks += ticks * n;
		row->hist[bucket_of(ticks, false)] += n;
	}
}

void fake_usual(struct fake *fake)
{
	static const char conditions[] =
		"kernel: 6.1.0-fake\ncpu: Imaginary 9000\nhypervisor: none\n"
		"clock: tsc\nhook: kretprobe\n";
	const struct sysprobe_counter counters[] = {
		{ .name = "pool_missed", .value = 0 },
		{ .name = "recursion_missed", .value = 7,
		  .flags = SYSPROBE_COUNTER_LOWER_BOUND },
		{ .name = "turned_away", .flags = SYSPROBE_COUNTER_UNSEEN },
		{ .name = "inside", .value = 1,
		  .flags = SYSPROBE_COUNTER_NORMAL | SYSPROBE_COUNTER_LEVEL },
	};
	const struct sysprobe_errno errnos[] = {
		{ .abi = SYSPROBE_ABI_IA32, .nr = 5, .error = 2, .count = 3 },
		{ .error = 0, .count = 1 },
	};
	const struct sysprobe_overhead overhead[] = {
		{ .name = "kretprobe", .n = 1000, .min = 400, .median = 440,
		  .p99 = 600, .max = 5000, .baseline = 30, .inside = 100 },
	};
	struct sysprobe_syscall rows[3];

	rows[0] = fake_row(SYSPROBE_ABI_64, 0);
	fake_time(&rows[0], 400, 99, false);
	fake_time(&rows[0], 1000000, 1, true);
	rows[0].result_sum = 12345;
	rows[1] = fake_row(SYSPROBE_ABI_64, 600);
	rows[1].calls = 1;
	rows[2] = fake_row(SYSPROBE_ABI_IA32, 5);
	fake_time(&rows[2], 800, 4, false);
	rows[2].errors = 4;

	fake_begin(fake);
	fake_section(fake, SYSPROBE_SEC_CONDITIONS, SYSPROBE_KEY_ALL, 1,
		     sizeof(conditions) - 1, conditions);
	fake_section(fake, SYSPROBE_SEC_COUNTERS, SYSPROBE_KEY_ALL,
		     sizeof(counters[0]), 4, counters);
	fake_section(fake, SYSPROBE_SEC_SYSCALLS, SYSPROBE_KEY_ALL,
		     sizeof(rows[0]), 3, rows);
	fake_section(fake, SYSPROBE_SEC_ERRNOS, SYSPROBE_KEY_ALL,
		     sizeof(errnos[0]), 2, errnos);
	fake_section(fake, SYSPROBE_SEC_OVERHEAD, SYSPROBE_KEY_ALL,
		     sizeof(overhead[0]), 1, overhead);
}

void fake_model(struct model *model)
{
	struct err err;
	struct fake fake;

	fake_usual(&fake);
	assert_int_equal(model_parse(model, fake.bytes, fake.size, &err), 0);
	fake_free(&fake);
}

void place_write(const struct place *place, const char *name, const void *bytes,
		 size_t size)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", place->dir, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	fclose(file);
}

void place_read(const struct place *place, const char *name, char *buf,
		size_t size)
{
	size_t used = 0;
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", place->dir, name);
	file = fopen(path, "r");
	if (file) {
		used = fread(buf, 1, size - 1, file);
		fclose(file);
	}
	buf[used] = '\0';
}

static void write_text(const struct place *place, const char *name,
		       const char *text)
{
	place_write(place, name, text, strlen(text));
}

/*
 * What commands wait with, instead of for a time that some machine needs more
 * than. Looks often; false in the end.
 */
static const char waits[] =
	"until_so() {\n"
	"	n=0\n"
	"	until \"$@\"; do\n"
	"		n=$((n + 1))\n"
	"		[ $n -lt 3000 ] || return 1\n"
	"		sleep 0.01\n"
	"	done\n"
	"}\n"
	/* the kernel was told to start */
	"started() { grep -q '^start' procfs/control; }\n"
	/* PID NUMBER: it waits in that call */
	"inside() { read -r at _ 2>/dev/null <\"/proc/$1/syscall\" && [ \"$at\" = \"$2\" ]; }\n"
	/* PID: is no more, or waits to be asked for its status */
	"gone() { ! read -r _ _ state _ 2>/dev/null <\"/proc/$1/stat\" || [ \"$state\" = Z ]; }\n"
	"children() { cat \"/proc/$1/task/$1/children\"; }\n";

void place_make(struct place *place)
{
	struct fake fake;
	char path[128];

	/*
	 * In a shell's background SIGINT is ignored, and the reader lets what
	 * was ignored stay so: tests of Ctrl-C would wait for ever.
	 */
	signal(SIGINT, SIG_DFL);
	signal(SIGHUP, SIG_DFL);

	memset(place, 0, sizeof(*place));
	strcpy(place->dir, "/tmp/sysprobe-test.XXXXXX");
	assert_non_null(mkdtemp(place->dir));
	snprintf(path, sizeof(path), "%s/debugfs", place->dir);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/procfs", place->dir);
	assert_int_equal(mkdir(path, 0700), 0);
	fake_usual(&fake);
	place_write(place, "debugfs/snapshot", fake.bytes, fake.size);
	fake_free(&fake);
	write_text(place, "debugfs/status",
		   "# sysprobe status schema 1\n# kernel: 6.1.0-fake\nstate off\n");
	write_text(place, "debugfs/table",
		   "# sysprobe table schema 1\nabi nr handler\n"
		   "64 0 sys_read\n64 4 sys_newstat\n64 7 sys_poll\n"
		   "64 110 sys_getppid\n64 450 sys_shiny_call\n"
		   "64 599 sys_ni_syscall\nia32 5 compat_sys_open\n");
	write_text(place, "debugfs/rings",
		   "# sysprobe rings schema 1\n# kernel: 6.1.0-fake\n"
		   "cpu register value meaning note\n"
		   "0 CR4 0x30 PSE,PAE -\n0 LSTAR hidden entry_SYSCALL_64 -\n"
		   "0 SYSENTER_ESP hidden no_symbol per_cpu\n"
		   "1 CR4 0x20 PAE differs\n1 LSTAR hidden entry_SYSCALL_64 -\n"
		   "1 SYSENTER_ESP hidden no_symbol per_cpu\n");
	write_text(place, "debugfs/entry",
		   "# sysprobe entry schema 1\n# hypervisor: QEMU TCG\n"
		   "# can be measured: getppid, read, close\n# call: 64 110 sys_getppid\n"
		   "segment n min median p99 max hook noise corrected p1\n"
		   "entry 1000 281 291 292 300 203 1 88 291\n"
		   "body 1000 270 275 276 277 270 8 <8 275\n"
		   "exit 999 235 235 235 235 - - - 235\n"
		   "sum 999 793 803 803 803 473 4 330 803\n");
	write_text(place, "debugfs/cr3",
		   "# sysprobe cr3 schema 1\n# kernel: 6.1.0-fake\n"
		   "kpti on a boot option asked for it\nkernel_cr3 hidden\n");
	write_text(place, "debugfs/cr3_cost",
		   "# sysprobe cr3_cost schema 1\n# kernel: 6.1.0-fake\n"
		   "# measured: just now\n# skipped invpcid_all: the CPU has no INVPCID\n"
		   "operation cpu n min p1 median p99 max harness noise corrected\n"
		   "clock 0 1024 20 20 22 24 90 - - -\n"
		   "switch_flush 0 1024 200 200 222 240 900 22 2 200\n"
		   "switch_noflush 0 1024 60 60 72 80 90 22 2 50\n"
		   "refill_1 0 1024 40 40 41 50 80 30 20 <20\n"
		   "refill_8 0 1024 90 90 110 130 170 30 20 80\n"
		   "clock 1 1024 20 20 22 24 90 - - -\n"
		   "switch_flush 1 1024 200 200 23 240 900 22 2 <2\n"
		   "switch_noflush 1 1024 60 60 23 80 90 22 2 <2\n"
		   "refill_1 1 1024 40 40 41 50 80 30 20 <20\n");
	write_text(place, "debugfs/switches",
		   "# sysprobe switches schema 1\n# hypervisor: QEMU TCG\n"
		   "cpu event n whole pages\n"
		   "0 context_switch 90 0 0\n0 mm_switch_flushed 30 30 0\n"
		   "0 mm_switch_kept 10 0 0\n0 other 2 0 7\n"
		   "1 context_switch 10 0 0\n1 mm_switch_flushed 20 20 0\n"
		   "1 mm_switch_kept 0 0 0\n1 other 0 0 0\n");
	write_text(place, "debugfs/vdso",
		   "# sysprobe vdso schema 1\n# hypervisor: QEMU TCG\n"
		   "# clocksource: tsc\n# hz: 250\n"
		   "what n min p1 median p99 max hook noise corrected\n"
		   "updates 70 - - - - - - - -\nby_tick 69 - - - - - - - -\n"
		   "by_set 1 - - - - - - - -\nticks 75 - - - - - - - -\n"
		   "interval 69 100 100 4000000 5000000 5000000 - - -\n"
		   "write 70 400 410 500 600 700 180 20 320\n");
	write_text(place, "debugfs/pagetables",
		   "# sysprobe pagetables schema 1\n"
		   "page table level entry flags\n"
		   "kernel_text kernel 2 hidden P,RW,A\n"
		   "kernel_text kernel 1 hidden P,A,G,LEAF\n"
		   "kernel_text user_derived 2 hidden -\n"
		   "vdso kernel 2 hidden P,RW,US,NX\n"
		   "vdso kernel 1 hidden P,US,LEAF\n"
		   "vdso user_derived 2 hidden P,RW,US\n"
		   "vdso user_derived 1 hidden P,US,LEAF\n");
	write_text(place, "procfs/control", "");
	write_text(place, "procfs/summary", "one page\n");
	write_text(place, "waits", waits);
}

int place_run(struct place *place, const char *arguments)
{
	char command[4096];
	int status;

	snprintf(command, sizeof(command),
		 "cd %s || exit 99\n"
		 "export SYSPROBE_DEBUGFS=%s/debugfs SYSPROBE_PROCFS=%s/procfs LC_ALL=C\n"
		 "exec 2>err >out </dev/null\n"
		 "sysprobe() { \"%s\" \"$@\"; }\n"
		 ". ./waits\n"
		 "%s",
		 place->dir, place->dir, place->dir, getenv("SYSPROBE"),
		 arguments);
	status = system(command);
	place_read(place, "out", place->out, sizeof(place->out));
	place_read(place, "err", place->err, sizeof(place->err));
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

void place_remove(struct place *place)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", place->dir);
	assert_int_equal(system(command), 0);
}
