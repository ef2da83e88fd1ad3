// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <tracefs/tracefs.h>
#include <unistd.h>
#include "record_file.h"
#include "report.h"
#include "util.h"

/* Beside one for each CPU. */
#define OPTIONS 4

/**
 * struct parts - what the file's head is made of
 * @dat:     refers to the rest
 * @ftrace:  formats
 * @events:  formats
 * @options: the CPUs' first
 * @sizes:   by CPU
 * @clock:   what the kernel says of its clocks
 * @uname:   the kernel
 * @cpus:    how many
 */
struct parts {
	struct trace_dat dat;
	struct trace_text *ftrace;
	struct trace_text events[RECORD_KINDS];
	struct trace_option *options;
	uint64_t *sizes;
	struct trace_text clock;
	char uname[512];
	uint32_t cpus;
};

static void add_option(struct parts *parts, uint16_t id, const void *data,
		       size_t size)
{
	parts->options[parts->dat.n_options++] = (struct trace_option){
		.id = id, .data = { (char *)data, size },
	};
}

static void add_string(struct parts *parts, uint16_t id, const char *text)
{
	add_option(parts, id, text, strlen(text) + 1);
}

static int format_of(const char *system, const char *event,
		     struct trace_text *text, struct err *err)
{
	char file[256];

	snprintf(file, sizeof(file), "events/%s/%s/format", system, event);
	return trace_top_text(file, text, err);
}

/* Some have no format that can be read; those never stand in a page. */
static int add_ftrace(struct parts *parts, struct err *err)
{
	char **names = tracefs_system_events(NULL, "ftrace");
	struct err ignored;
	int i, n = names ? tracefs_list_size(names) : 0;

	parts->ftrace = calloc(n + 1, sizeof(*parts->ftrace));
	parts->dat.ftrace = parts->ftrace;
	for (i = 0; i < n && parts->ftrace; i++) {
		struct trace_text *text = &parts->ftrace[parts->dat.n_ftrace];

		if (!format_of("ftrace", names[i], text, &ignored))
			parts->dat.n_ftrace++;
	}
	tracefs_list_free(names);
	return parts->ftrace ? 0 : err_no_memory(err);
}

static int add_events(struct parts *parts, const struct record *r,
		      struct err *err)
{
	unsigned int kind;

	parts->dat.system = "sysprobe";
	parts->dat.events = parts->events;
	for (kind = 0; kind < RECORD_KINDS; kind++) {
		if (!r->wanted[kind])
			continue;
		if (format_of(parts->dat.system, record_event(kind),
			      &parts->events[parts->dat.n_events], err))
			return -1;
		parts->dat.n_events++;
	}
	return 0;
}

static int cpu_stats(struct trace_instance *t, unsigned int cpu,
		     struct record_cpu *of, struct trace_text *option,
		     struct err *err)
{
	struct trace_text stats;
	char file[64];
	int n, ret = 0;

	snprintf(file, sizeof(file), "per_cpu/cpu%u/stats", cpu);
	if (trace_instance_text(t, file, &stats, err))
		return -1;
	if (trace_losses_parse(&of->losses, stats.bytes))
		ret = err_set(err, STATUS_FAILED,
			      "this kernel's '%s' does not say what was lost; a newer reader may understand it",
			      file);
	n = asprintf(&option->bytes, "CPU: %u\n%s", cpu, stats.bytes);
	if (n < 0) {
		option->bytes = NULL;
		ret = err_no_memory(err);
	}
	option->size = n + 1;
	free(stats.bytes);
	return ret;
}

static int add_cpus(struct parts *parts, struct record *r,
		    struct trace_instance *t, const struct trace_pump *pump,
		    struct err *err)
{
	unsigned int cpu;

	parts->dat.cpu_sizes = parts->sizes;
	parts->dat.options = parts->options;
	for (cpu = 0; cpu < r->n_cpus; cpu++) {
		struct trace_text text = { 0 };
		int ret = cpu_stats(t, cpu, &r->cpus[cpu], &text, err);

		if (text.bytes)
			add_option(parts, TRACE_DAT_CPUSTAT, text.bytes,
				   text.size);
		if (ret)
			return -1;
		parts->sizes[cpu] = trace_pump_size(pump, cpu);
		r->cpus[cpu].bytes = parts->sizes[cpu];
	}
	parts->cpus = r->n_cpus;
	parts->dat.n_cpus = r->n_cpus;
	return 0;
}

static int add_rest(struct parts *parts, struct trace_instance *t,
		    struct err *err)
{
	struct utsname un;

	if (trace_top_text("events/header_page", &parts->dat.header_page, err) ||
	    trace_top_text("events/header_event", &parts->dat.header_event, err) ||
	    trace_top_text("saved_cmdlines", &parts->dat.cmdlines, err) ||
	    trace_instance_text(t, "trace_clock", &parts->clock, err))
		return -1;
	uname(&un);
	snprintf(parts->uname, sizeof(parts->uname), "%s %s %s %s", un.sysname,
		 un.nodename, un.release, un.machine);
	add_string(parts, TRACE_DAT_TRACECLOCK, parts->clock.bytes);
	add_string(parts, TRACE_DAT_UNAME, parts->uname);
	add_option(parts, TRACE_DAT_CPUCOUNT, &parts->cpus,
		   sizeof(parts->cpus));
	add_string(parts, TRACE_DAT_VERSION, "sysprobe " SYSPROBE_VERSION);
	return 0;
}

static void free_parts(struct parts *parts)
{
	size_t i;

	for (i = 0; i < parts->dat.n_ftrace; i++)
		free(parts->ftrace[i].bytes);
	for (i = 0; i < RECORD_KINDS; i++)
		free(parts->events[i].bytes);
	for (i = 0; i < parts->dat.n_options; i++)
		if (parts->options[i].id == TRACE_DAT_CPUSTAT)
			free(parts->options[i].data.bytes);
	free(parts->dat.header_page.bytes);
	free(parts->dat.header_event.bytes);
	free(parts->dat.cmdlines.bytes);
	free(parts->clock.bytes);
	free(parts->ftrace);
	free(parts->options);
	free(parts->sizes);
}

static int gather_parts(struct parts *parts, struct record *r,
			struct trace_instance *t,
			const struct trace_pump *pump, struct err *err)
{
	parts->options = calloc(r->n_cpus + OPTIONS, sizeof(*parts->options));
	parts->sizes = calloc(r->n_cpus, sizeof(*parts->sizes));
	if (!parts->options || !parts->sizes)
		return err_no_memory(err);
	if (add_cpus(parts, r, t, pump, err) || add_rest(parts, t, err) ||
	    add_ftrace(parts, err) || add_events(parts, r, err))
		return -1;
	return 0;
}

static int copy_page(FILE *out, struct record *r, struct record_cpu *cpu,
		     void *page, struct err *err)
{
	uint64_t before = record_written(r);
	long others;

	/* Where that fails is noticed when it is flushed. */
	fwrite(page, TRACE_PAGE, 1, out);
	others = trace_page_count(page, r->events, RECORD_KINDS, err);
	if (others < 0)
		return -1;
	r->others += others;
	cpu->written += record_written(r) - before;
	return 0;
}

static int copy_cpu(FILE *out, struct record *r, const struct trace_pump *pump,
		    unsigned int i, struct err *err)
{
	struct record_cpu *cpu = &r->cpus[i];
	char page[TRACE_PAGE];
	uint64_t at;

	for (at = 0; at < cpu->bytes; at += sizeof(page)) {
		if (pread(pump->streams[i].file, page, sizeof(page), at) !=
		    sizeof(page))
			return err_set(err, STATUS_FAILED,
				       "the events of CPU %u cannot be read again (%s); name an --output elsewhere",
				       i, strerror(errno));
		if (copy_page(out, r, cpu, page, err))
			return -1;
	}
	return 0;
}

static int write_all(struct output *output, const struct parts *parts,
		     struct record *r, const struct trace_pump *pump,
		     struct err *err)
{
	FILE *out = output_begin(output);
	unsigned int cpu;

	if (trace_dat_head(out, &parts->dat, err))
		return -1;
	for (cpu = 0; cpu < r->n_cpus; cpu++)
		if (copy_cpu(out, r, pump, cpu, err))
			return -1;
	return output_keep(output, err);
}

int record_file_write(struct record *r, struct output *output,
		      struct trace_instance *t, const struct trace_pump *pump,
		      struct err *err)
{
	struct parts parts = { 0 };
	int ret;

	r->cpus = calloc(t->n_cpus, sizeof(*r->cpus));
	if (!r->cpus)
		return err_no_memory(err);
	r->n_cpus = t->n_cpus;
	ret = gather_parts(&parts, r, t, pump, err);
	if (!ret)
		ret = output_open_whole(output, err);
	if (!ret)
		ret = write_all(output, &parts, r, pump, err);
	free_parts(&parts);
	return ret;
}
