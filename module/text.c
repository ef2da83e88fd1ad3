// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "account.h"
#include "conditions.h"
#include "control.h"
#include "counters.h"
#include "errnos.h"
#include "text.h"

int sysprobe_text_head(struct seq_file *m, const char *name)
{
	char *conditions = kmalloc(SYSPROBE_CONDITIONS_SIZE, GFP_KERNEL);
	char *rest = conditions, *line;

	if (!conditions)
		return -ENOMEM;
	conditions[sysprobe_conditions(conditions)] = '\0';
	seq_printf(m, "# sysprobe %s schema 1\n", name);
	while ((line = strsep(&rest, "\n")))
		if (*line)
			seq_printf(m, "# %s\n", line);
	kfree(conditions);
	return 0;
}

void sysprobe_text_flags(struct seq_file *m, u32 flags)
{
	if (flags & SYSPROBE_COUNTER_LOWER_BOUND)
		seq_puts(m, " lower_bound");
	if (flags & SYSPROBE_COUNTER_NORMAL)
		seq_puts(m, " normal");
	if (flags & SYSPROBE_COUNTER_UNSEEN)
		seq_puts(m, " unseen");
}

int sysprobe_text_head_figures(struct seq_file *m, const char *name)
{
	struct sysprobe_counter rows[SYSPROBE_COUNTER_ROWS];
	int err = sysprobe_text_head(m, name);
	unsigned int i;

	sysprobe_counters(rows);
	seq_puts(m, "# counters:");
	for (i = 0; i < SYSPROBE_COUNTER_ROWS; i++) {
		seq_printf(m, "%s %s %llu", i ? "," : "", rows[i].name,
			   rows[i].value);
		sysprobe_text_flags(m, rows[i].flags);
	}
	seq_putc(m, '\n');
	return err;
}

/*
 * Tables with rows for each number of each ABI are walked with seq_file, a
 * number a step, so that no buffer has to hold the whole.
 */
struct table {
	const char *name;
	const char *columns;
	bool figures;		/* only numbers that have some */
	void (*row)(struct seq_file *m, const struct sysprobe_syscall *row);
};

struct walk {
	const struct table *table;
	struct sysprobe_syscall row;
};

/* Position 0 is the head, 1 on are the numbers of one ABI after another. */
static bool find(struct walk *walk, loff_t *pos)
{
	unsigned int abi;
	u32 nr;

	for (; *pos <= SYSPROBE_ABIS * SYSPROBE_MAX_NR; ++*pos) {
		abi = (*pos - 1) / SYSPROBE_MAX_NR;
		nr = (*pos - 1) % SYSPROBE_MAX_NR;
		if (nr >= sysprobe_abi_numbers(abi))
			continue;
		walk->row.abi = abi;
		walk->row.nr = nr;
		if (!walk->table->figures ||
		    sysprobe_account_sum(abi, nr, &walk->row))
			return true;
	}
	return false;
}

static void *walk_at(struct walk *walk, loff_t *pos)
{
	if (!*pos)
		return SEQ_START_TOKEN;
	return find(walk, pos) ? walk : NULL;
}

static void *walk_start(struct seq_file *m, loff_t *pos)
{
	int err = sysprobe_control_lock();

	return err ? ERR_PTR(err) : walk_at(m->private, pos);
}

static void *walk_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return walk_at(m->private, pos);
}

static void walk_stop(struct seq_file *m, void *v)
{
	if (!IS_ERR(v))
		sysprobe_control_unlock();
}

static int walk_show(struct seq_file *m, void *v)
{
	struct walk *walk = m->private;
	int err;

	if (v == SEQ_START_TOKEN) {
		err = walk->table->figures ?
		      sysprobe_text_head_figures(m, walk->table->name) :
		      sysprobe_text_head(m, walk->table->name);
		seq_printf(m, "%s\n", walk->table->columns);
		return err;
	}
	walk->table->row(m, &walk->row);
	return 0;
}

static const struct seq_operations walk_ops = {
	.start = walk_start,
	.next = walk_next,
	.stop = walk_stop,
	.show = walk_show,
};

static int open_table(struct file *file, const struct table *table)
{
	struct walk *walk = __seq_open_private(file, &walk_ops, sizeof(*walk));

	if (!walk)
		return -ENOMEM;
	walk->table = table;
	return 0;
}

static void print_call(struct seq_file *m, const struct sysprobe_syscall *row)
{
	seq_printf(m, "%s %u %s", sysprobe_abi_name(row->abi), row->nr,
		   sysprobe_abi_handler(row->abi, row->nr));
}

static void table_row(struct seq_file *m, const struct sysprobe_syscall *row)
{
	print_call(m, row);
	seq_putc(m, '\n');
}

static const struct table table_table = {
	"table", "abi nr handler", false, table_row,
};

int sysprobe_text_open_table(struct file *file)
{
	return open_table(file, &table_table);
}

/* The formulas of uapi/sysprobe.h; bucket 0 begins at 0. */
static u64 ran_lower(unsigned int i)
{
	if (!i)
		return 0;
	return (u64)(SYSPROBE_HIST_SUB + (i - 1) % SYSPROBE_HIST_SUB)
	       << ((i - 1) / SYSPROBE_HIST_SUB + SYSPROBE_HIST_MIN_LOG2 -
		   SYSPROBE_HIST_SUB_LOG2);
}

static u64 slept_lower(unsigned int i)
{
	return i ? 1ULL << (i - 1 + SYSPROBE_HIST_MIN_LOG2) : 0;
}

/*
 * A quantile's upper bound: the end of the bucket that holds the call of that
 * rank. Calls that slept stand at the end of their power of two, and no
 * answer is above the longest call.
 */
static u64 quantile(const struct sysprobe_syscall *row, u32 per_mille)
{
	u64 rank = div_u64(row->returned * per_mille + 999, 1000);
	unsigned int i, slept;
	u64 seen = 0;

	for (i = 0; i < SYSPROBE_HIST_BUCKETS - 1; i++) {
		seen += row->hist[i];
		if (i % SYSPROBE_HIST_SUB == 0) {
			slept = i / SYSPROBE_HIST_SUB;
			seen += row->slept_hist[slept];
		}
		if (seen >= rank)
			return min(ran_lower(i + 1), row->wall_max);
	}
	return row->wall_max;
}

static void syscalls_row(struct seq_file *m, const struct sysprobe_syscall *row)
{
	print_call(m, row);
	seq_printf(m, " %llu %llu %llu %llu %llu %llu", row->calls,
		   row->returned, row->errors, row->restarted, row->slept,
		   row->preempted);
	seq_printf(m, " %llu %llu %llu %llu %llu %llu", row->wall_ticks,
		   row->wall_min, quantile(row, 500), quantile(row, 990),
		   quantile(row, 999), row->wall_max);
	seq_printf(m, " %llu %llu %llu\n", row->oncpu_ticks, row->slept_ticks,
		   row->result_sum);
}

static const struct table syscalls_table = {
	"syscalls",
	"abi nr handler calls returned errors restarted slept preempted wall_ticks wall_min p50 p99 p999 wall_max oncpu_ticks slept_ticks result_sum",
	true, syscalls_row,
};

int sysprobe_text_open_syscalls(struct file *file)
{
	return open_table(file, &syscalls_table);
}

static void latency_line(struct seq_file *m, const struct sysprobe_syscall *row,
			 const char *class, u64 from, u64 to, u64 count)
{
	if (!count)
		return;
	print_call(m, row);
	seq_printf(m, " %s %llu ", class, from);
	if (to)
		seq_printf(m, "%llu", to);
	else
		seq_putc(m, '-');
	seq_printf(m, " %llu\n", count);
}

static void latency_row(struct seq_file *m, const struct sysprobe_syscall *row)
{
	unsigned int i;

	for (i = 0; i < SYSPROBE_HIST_BUCKETS; i++)
		latency_line(m, row, "ran", ran_lower(i),
			     i < SYSPROBE_HIST_BUCKETS - 1 ?
			     ran_lower(i + 1) : 0, row->hist[i]);
	for (i = 0; i < SYSPROBE_SLEPT_BUCKETS; i++)
		latency_line(m, row, "slept", slept_lower(i),
			     i < SYSPROBE_SLEPT_BUCKETS - 1 ?
			     slept_lower(i + 1) : 0, row->slept_hist[i]);
}

static const struct table latency_table = {
	"latency", "abi nr handler class from to count", true, latency_row,
};

int sysprobe_text_open_latency(struct file *file)
{
	return open_table(file, &latency_table);
}

static void print_errnos(struct seq_file *m, struct sysprobe_errno *rows)
{
	u32 i, n = sysprobe_errnos_sum(rows, SYSPROBE_MAX_ERRNO_ROWS);

	for (i = 0; i < n; i++) {
		if (rows[i].error)
			seq_printf(m, "%s %u %s %u %llu\n",
				   sysprobe_abi_name(rows[i].abi), rows[i].nr,
				   sysprobe_abi_handler(rows[i].abi,
							rows[i].nr),
				   rows[i].error, rows[i].count);
		else
			seq_printf(m, "- - - other %llu\n", rows[i].count);
	}
}

static int errors_show(struct seq_file *m, void *v)
{
	struct sysprobe_errno *rows;
	int err;

	rows = vmalloc(array_size(SYSPROBE_MAX_ERRNO_ROWS, sizeof(*rows)));
	if (!rows)
		return -ENOMEM;
	err = sysprobe_control_lock();
	if (err)
		goto free;
	err = sysprobe_text_head_figures(m, "errors");
	seq_puts(m, "abi nr handler error count\n");
	print_errnos(m, rows);
	sysprobe_control_unlock();
free:
	vfree(rows);
	return err;
}

int sysprobe_text_open_errors(struct file *file)
{
	return single_open(file, errors_show, NULL);
}

static int overhead_show(struct seq_file *m, void *v)
{
	const struct sysprobe_session *session = sysprobe_control_session();
	const struct sysprobe_overhead *cost = &session->cost;
	int err = sysprobe_control_lock();

	if (err)
		return err;
	err = sysprobe_text_head(m, "overhead");
	seq_puts(m, "name n min median p99 max baseline inside\n");
	if (session->number)
		seq_printf(m, "%s %llu %llu %llu %llu %llu %llu %llu\n",
			   cost->name, cost->n, cost->min, cost->median,
			   cost->p99, cost->max, cost->baseline, cost->inside);
	sysprobe_control_unlock();
	return err;
}

int sysprobe_text_open_overhead(struct file *file)
{
	return single_open(file, overhead_show, NULL);
}
