// SPDX-License-Identifier: GPL-2.0
#include <linux/bitops.h>
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/kprobes.h>
#include <linux/percpu.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include "account.h"
#include "compat.h"
#include "errnos.h"
#include "hot.h"
#include "trace.h"

DEFINE_PER_CPU_ALIGNED(struct sysprobe_books, sysprobe_books);

/*
 * Written under the control mutex (and @open also under the CPU hotplug
 * lock, which decides whether a CPU that comes up needs tables).
 */
static struct {
	bool open;
	u32 numbers[SYSPROBE_ABIS];	/* cells of each ABI, 0: none */
	u32 first[SYSPROBE_ABIS];	/* cells before them */
	u32 cells;			/* in a CPU's table */
	u64 base[SYSPROBE_COUNTS];	/* what reset takes off the counters */
	int cpuhp_state;
} state;

struct sysprobe_plan sysprobe_plan __read_mostly;

static bool has_books(unsigned int cpu)
{
	return READ_ONCE(per_cpu_ptr(&sysprobe_books, cpu)->cells);
}

static void free_books(unsigned int cpu)
{
	struct sysprobe_books *b = per_cpu_ptr(&sysprobe_books, cpu);

	vfree(b->cells);
	b->cells = NULL;
	sysprobe_errnos_free(cpu);
}

/*
 * A CPU that comes up gets its table while others are being read: it is shown
 * when all is there, and never taken back.
 */
static int alloc_books(unsigned int cpu)
{
	void *cells = vzalloc_node(array_size(state.cells,
					      sizeof(struct sysprobe_cell)),
				   cpu_to_node(cpu));

	if (!cells)
		return -ENOMEM;
	if (sysprobe_errnos_alloc(cpu)) {
		vfree(cells);
		return -ENOMEM;
	}
	smp_wmb(); /* whoever finds a table reads its zeroes: READ_ONCE() */
	WRITE_ONCE(per_cpu_ptr(&sysprobe_books, cpu)->cells, cells);
	return 0;
}

/* A CPU is about to come up. Its calls are counted as lost if this fails. */
static int cpu_prepare(unsigned int cpu)
{
	if (state.open && !has_books(cpu))
		alloc_books(cpu);
	return 0;
}

int sysprobe_account_init(void)
{
	int err = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN,
					    "sysprobe:prepare",
					    cpu_prepare, NULL);

	if (err < 0)
		return err;
	state.cpuhp_state = err;
	/* Zeroed memory must not look like the current generation. */
	sysprobe_plan.generation = 1;
	return 0;
}

static void free_all(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		free_books(cpu);
}

void sysprobe_account_exit(void)
{
	cpuhp_remove_state_nocalls(state.cpuhp_state);
	free_all();
}

/* The 64-bit ABI's cells are always there, for the calibration's. */
static void count_cells(const struct sysprobe_filter *filter)
{
	unsigned int abi;

	state.cells = 0;
	for (abi = 0; abi < SYSPROBE_ABIS; abi++) {
		state.numbers[abi] = 0;
		if (sysprobe_filter_wants_abi(filter, abi) ||
		    abi == SYSPROBE_SCRATCH_ABI)
			state.numbers[abi] = sysprobe_abi_numbers(abi);
		if (abi == SYSPROBE_SCRATCH_ABI)
			state.numbers[abi]++;
		state.first[abi] = state.cells;
		state.cells += state.numbers[abi];
	}
}

static void make_plan(const struct sysprobe_filter *filter)
{
	unsigned int abi;
	u32 nr, cell;

	BUILD_BUG_ON(SYSPROBE_PLAN_UNWANTED != SYSPROBE_CALL_SELECTED);
	BUILD_BUG_ON(SYSPROBE_ABIS * SYSPROBE_MAX_NR *
		     sizeof(struct sysprobe_cell) >>
		     (32 - SYSPROBE_PLAN_OFFSET));

	for (abi = 0; abi < SYSPROBE_ABIS; abi++)
		for (nr = 0; nr < SYSPROBE_MAX_NR; nr++) {
			cell = nr < state.numbers[abi] ?
			       state.first[abi] + nr : 0;
			sysprobe_plan.word[abi][nr] =
				cell * sizeof(struct sysprobe_cell) <<
					SYSPROBE_PLAN_OFFSET |
				(filter->flags[abi][nr] ^
				 SYSPROBE_PLAN_UNWANTED);
		}
}

void sysprobe_account_close_scratch(void)
{
	WRITE_ONCE(sysprobe_plan.word[SYSPROBE_SCRATCH_ABI][SYSPROBE_SCRATCH_NR],
		   SYSPROBE_PLAN_UNWANTED);
}

/* Numbers are known still, and where their cells are is in the records. */
void sysprobe_account_want_nothing(void)
{
	unsigned int abi;
	u32 nr;

	for (abi = 0; abi < SYSPROBE_ABIS; abi++)
		for (nr = 0; nr < SYSPROBE_MAX_NR; nr++)
			WRITE_ONCE(sysprobe_plan.word[abi][nr],
				   SYSPROBE_CALL_EXISTS |
				   SYSPROBE_PLAN_UNWANTED);
}

int sysprobe_account_open(const struct sysprobe_filter *filter)
{
	unsigned int cpu;
	int err = 0;

	free_all();
	count_cells(filter);
	make_plan(filter);
	cpus_read_lock();
	for_each_online_cpu(cpu) {
		err = alloc_books(cpu);
		if (err)
			break;
	}
	state.open = !err;
	cpus_read_unlock();
	if (err)
		free_all();
	sysprobe_account_reset();
	return err;
}

void sysprobe_account_forget(void)
{
	free_all();
	memset(state.numbers, 0, sizeof(state.numbers));
	state.cells = 0;
	sysprobe_account_reset();
}

void sysprobe_account_close(void)
{
	cpus_read_lock();
	state.open = false;
	cpus_read_unlock();
}

static u64 counter_sum(enum sysprobe_count what)
{
	unsigned int cpu;
	u64 sum = 0;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu_ptr(&sysprobe_books, cpu)->counts[what]);
	return sum;
}

void sysprobe_account_reset(void)
{
	unsigned int what;

	for (what = 0; what < SYSPROBE_COUNTS; what++)
		state.base[what] = counter_sum(what);
	WRITE_ONCE(sysprobe_plan.generation, sysprobe_plan.generation + 1);
}

u32 sysprobe_account_generation(void)
{
	return READ_ONCE(sysprobe_plan.generation);
}

size_t sysprobe_account_bytes(void)
{
	return (sysprobe_errnos_bytes() +
		state.cells * sizeof(struct sysprobe_cell)) *
	       sysprobe_account_cpus();
}

unsigned int sysprobe_account_cpus(void)
{
	unsigned int cpu, n = 0;

	for_each_possible_cpu(cpu)
		if (has_books(cpu))
			n++;
	return n;
}

void sysprobe_account_count(enum sysprobe_count what)
{
	this_cpu_inc(sysprobe_books.counts[what]);
}
NOKPROBE_SYMBOL(sysprobe_account_count);

/* A cell of an older generation is emptied by its own CPU, here. */
static void renew(struct sysprobe_cell *cell, u32 generation)
{
	sysprobe_cell_begin(cell);
	memset_after(cell, 0, sequence);
	cell->wall_min = U64_MAX;
	WRITE_ONCE(cell->generation, generation);
	sysprobe_cell_end(cell);
}
NOKPROBE_SYMBOL(renew);

/* The call's cell on this CPU, or NULL where a CPU that came up got no memory. */
static struct sysprobe_cell *current_cell(const struct sysprobe_call *call)
{
	struct sysprobe_cell *cell = sysprobe_cell_at(call->plan);

	if (!this_cpu_read(sysprobe_books.cells))
		return NULL;
	if (cell->generation != call->generation)
		renew(cell, call->generation);
	return cell;
}
NOKPROBE_SYMBOL(current_cell);

void sysprobe_account_enter(struct sysprobe_call *call)
{
	struct sysprobe_cell *cell;

	call->generation = READ_ONCE(sysprobe_plan.generation);
	if (call->plan & SYSPROBE_CALL_ERRORS)
		return;
	cell = current_cell(call);
	if (cell)
		sysprobe_increment_u64(&cell->calls);
	else
		sysprobe_account_count(SYSPROBE_COUNT_NO_TABLE);
}
NOKPROBE_SYMBOL(sysprobe_account_enter);

/* ERESTARTSYS .. ERESTART_RESTARTBLOCK: for the kernel, not for the caller. */
static __always_inline bool is_restart(long result)
{
	return result <= -512 && result >= -516;
}

static __always_inline bool is_error(long result)
{
	return (unsigned long)result >= (unsigned long)-4095L &&
	       !is_restart(result);
}

/* What the plan's word is of. */
static void which(u32 word, unsigned int *abi, u32 *nr)
{
	u32 cell = (word >> SYSPROBE_PLAN_OFFSET) / sizeof(struct sysprobe_cell);
	unsigned int i;

	for (i = SYSPROBE_ABIS - 1; cell < state.first[i] || !state.numbers[i]; i--)
		;
	*abi = i;
	*nr = cell - state.first[i];
}
NOKPROBE_SYMBOL(which);

static __always_inline void book_result(struct sysprobe_cell *cell, u32 word,
					u32 generation, long result)
{
	unsigned int abi;
	u32 nr;

	if (is_error(result)) {
		cell->errors++;
		which(word, &abi, &nr);
		sysprobe_errnos_book(abi, nr, generation, -result);
	} else if (is_restart(result)) {
		cell->restarted++;
	} else if (result > 0) {
		cell->result_sum += result;
	}
}

/* The rest of a call that was booked but for its result, which is below zero. */
noinline void sysprobe_account_failed(struct sysprobe_cell *cell, u32 word,
				      u32 generation, long result)
{
	book_result(cell, word, generation, result);
	sysprobe_cell_end(cell);
}
NOKPROBE_SYMBOL(sysprobe_account_failed);

static unsigned int slept_index(u64 ticks)
{
	if (ticks >> SYSPROBE_HIST_MAX_LOG2)
		return SYSPROBE_SLEPT_BUCKETS - 1;
	if (ticks < 1 << SYSPROBE_HIST_MIN_LOG2)
		return 0;
	return fls64(ticks) - SYSPROBE_HIST_MIN_LOG2;
}
NOKPROBE_SYMBOL(slept_index);

static void book_time(struct sysprobe_cell *cell,
		      const struct sysprobe_call *call, u64 wall, u64 off)
{
	cell->returned++;
	cell->wall_ticks += wall;
	cell->wall_min = min(cell->wall_min, wall);
	cell->wall_max = max(cell->wall_max, wall);
	cell->off_ticks += off;
	if (call->switches >= SYSPROBE_SWITCH_BLOCKED) {
		cell->slept++;
		cell->slept_ticks += wall;
		sysprobe_bump(&cell->slept_hist[slept_index(wall)]);
		return;
	}
	if (call->switches)
		cell->preempted++;
	sysprobe_bump(&cell->hist[wall >> SYSPROBE_HIST_MAX_LOG2 ?
				  SYSPROBE_HIST_BUCKETS - 1 :
				  sysprobe_hist_index(wall)]);
}
NOKPROBE_SYMBOL(book_time);

/* Does the session want it, of calls that it may not? */
static bool wanted(const struct sysprobe_call *call, long result)
{
	if (!(call->plan & SYSPROBE_CALL_ERRORS))
		return true;
	return !(call->plan & SYSPROBE_CALL_NORESULT) && is_error(result);
}
NOKPROBE_SYMBOL(wanted);

/* TSCs of two CPUs may disagree by a little: no time is below zero, or longer. */
static void make_sane(u64 *wall, u64 *off)
{
	if ((s64)*wall < 0) {
		sysprobe_account_count(SYSPROBE_COUNT_NEGATIVE);
		*wall = 0;
	}
	if (*off > *wall) {
		sysprobe_account_count(SYSPROBE_COUNT_NEGATIVE);
		*off = *wall;
	}
}
NOKPROBE_SYMBOL(make_sane);

static void tell(const struct sysprobe_call *call, long result, u64 wall,
		 u64 off)
{
	unsigned int abi;
	u32 nr;

	which(call->plan, &abi, &nr);
	trace_sysprobe_syscall(abi, nr, result, wall, off,
			       call->switches / SYSPROBE_SWITCH_BLOCKED,
			       call->switches % SYSPROBE_SWITCH_BLOCKED);
}
NOKPROBE_SYMBOL(tell);

static void book(struct sysprobe_call *call, u64 now, long result)
{
	u64 wall = now - call->entry, off = call->off;
	struct sysprobe_cell *cell;

	if (call->generation != READ_ONCE(sysprobe_plan.generation)) {
		sysprobe_account_count(SYSPROBE_COUNT_BEGUN_BEFORE);
		return;
	}
	cell = current_cell(call);
	if (!cell || !wanted(call, result))
		return;
	make_sane(&wall, &off);
	sysprobe_cell_begin(cell);
	if (call->plan & SYSPROBE_CALL_ERRORS)
		sysprobe_increment_u64(&cell->calls);
	book_time(cell, call, wall, off);
	if (!(call->plan & SYSPROBE_CALL_NORESULT))
		book_result(cell, call->plan, call->generation, result);
	sysprobe_cell_end(cell);
	if (trace_sysprobe_syscall_enabled() &&
	    !(call->plan & SYSPROBE_CALL_SCRATCH))
		tell(call, result, wall, off);
}
NOKPROBE_SYMBOL(book);

void sysprobe_account_return(struct sysprobe_call *call, u64 now, long result)
{
	book(call, now, result);
	/* Booked or not, it is over. */
	call->off = 0;
	call->switches = 0;
}
NOKPROBE_SYMBOL(sysprobe_account_return);

u64 sysprobe_account_counter(enum sysprobe_count what)
{
	return counter_sum(what) - state.base[what];
}

/*
 * A writer holds a cell for well under a microsecond with preemption off, so
 * a reader that loses this often meets a stopped CPU: take what is there.
 */
static void copy_cell(struct sysprobe_cell *to, const struct sysprobe_cell *from)
{
	unsigned int tries;
	u32 sequence;

	for (tries = 0; tries < 1000; tries++) {
		sequence = READ_ONCE(from->sequence);
		smp_rmb(); /* pairs with the writers */
		/* What was torn is not taken. */
		data_race(memcpy(to, from, sizeof(*to)));
		smp_rmb(); /* pairs with the writers */
		if (!(sequence & 1) && READ_ONCE(from->sequence) == sequence)
			return;
		cpu_relax();
	}
	sysprobe_account_count(SYSPROBE_COUNT_TORN);
}

static void add_cell(struct sysprobe_syscall *row, const struct sysprobe_cell *cell)
{
	unsigned int i;

	row->returned += cell->returned;
	row->errors += cell->errors;
	row->restarted += cell->restarted;
	row->slept += cell->slept;
	row->preempted += cell->preempted;
	row->wall_ticks += cell->wall_ticks;
	row->wall_min = min(row->wall_min, cell->wall_min);
	row->wall_max = max(row->wall_max, cell->wall_max);
	row->oncpu_ticks += cell->wall_ticks - cell->off_ticks;
	row->slept_ticks += cell->slept_ticks;
	row->result_sum += cell->result_sum;
	for (i = 0; i < SYSPROBE_HIST_BUCKETS; i++)
		row->hist[i] += cell->hist[i];
	for (i = 0; i < SYSPROBE_SLEPT_BUCKETS; i++)
		row->slept_hist[i] += cell->slept_hist[i];
}

/* A number's cell on one CPU, if it has anything of this generation. */
static const struct sysprobe_cell *cell_at(unsigned int cpu, unsigned int abi,
					   u32 nr)
{
	const struct sysprobe_cell *cells;

	cells = READ_ONCE(per_cpu_ptr(&sysprobe_books, cpu)->cells);
	if (!cells)
		return NULL;
	cells += state.first[abi] + nr;
	return READ_ONCE(cells->generation) == sysprobe_plan.generation ? cells : NULL;
}

bool sysprobe_account_sum(unsigned int abi, u32 nr,
			  struct sysprobe_syscall *row)
{
	static struct sysprobe_cell copy;	/* too big for a stack; control mutex */
	const struct sysprobe_cell *cell;
	unsigned int cpu;

	memset(row, 0, sizeof(*row));
	row->abi = abi;
	row->nr = nr;
	row->wall_min = U64_MAX;
	if (nr >= state.numbers[abi])
		return false;
	for_each_possible_cpu(cpu) {
		cell = cell_at(cpu, abi, nr);
		if (!cell)
			continue;
		copy_cell(&copy, cell);
		add_cell(row, &copy);
		cond_resched();
	}
	/*
	 * How many were entered is read after how many have returned, or a
	 * call that moves from one CPU to another in between would seem to
	 * have returned without being entered.
	 */
	smp_rmb();
	for_each_possible_cpu(cpu) {
		cell = cell_at(cpu, abi, nr);
		if (cell)
			row->calls += READ_ONCE(cell->calls);
	}
	if (!row->returned)
		row->wall_min = 0;
	return row->calls || row->returned;
}
