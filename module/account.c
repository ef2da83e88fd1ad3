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
#include "trace.h"

/* One number of one ABI on one CPU: 1,488 bytes. */
struct cell {
	u32 generation;
	u32 sequence;		/* odd while being written */
	u64 calls;
	u64 returned;
	u64 errors;
	u64 restarted;
	u64 slept;
	u64 preempted;
	u64 wall_ticks;
	u64 wall_min;
	u64 wall_max;
	u64 oncpu_ticks;
	u64 slept_ticks;
	u64 result_sum;
	u32 hist[SYSPROBE_HIST_BUCKETS];
	u32 slept_hist[SYSPROBE_SLEPT_BUCKETS];
};

/* A CPU's own; written by it alone, read by anyone. */
struct books {
	struct cell *cells[SYSPROBE_ABIS];
	u64 counts[SYSPROBE_COUNTS];
};

static DEFINE_PER_CPU_ALIGNED(struct books, books);

/*
 * Written under the control mutex (and @open also under the CPU hotplug
 * lock, which decides whether a CPU that comes up needs tables).
 */
static struct {
	u32 generation;
	bool open;
	u32 numbers[SYSPROBE_ABIS];	/* cells of each table, 0: no table */
	u64 base[SYSPROBE_COUNTS];	/* what reset takes off the counters */
	int cpuhp_state;
} state __read_mostly;

/* The 64-bit ABI's table is always there, for the calibration's cell. */
static bool has_books(unsigned int cpu)
{
	return READ_ONCE(per_cpu_ptr(&books, cpu)->cells[SYSPROBE_SCRATCH_ABI]);
}

static void free_books(unsigned int cpu)
{
	struct books *b = per_cpu_ptr(&books, cpu);
	unsigned int abi;

	for (abi = 0; abi < SYSPROBE_ABIS; abi++) {
		vfree(b->cells[abi]);
		b->cells[abi] = NULL;
	}
	sysprobe_errnos_free(cpu);
}

/*
 * A CPU that comes up gets its tables while others are being read: they are
 * shown when all are there, and never taken back.
 */
static int alloc_books(unsigned int cpu)
{
	struct books *b = per_cpu_ptr(&books, cpu);
	struct cell *cells[SYSPROBE_ABIS] = { NULL };
	int node = cpu_to_node(cpu);
	unsigned int abi;

	for (abi = 0; abi < SYSPROBE_ABIS; abi++) {
		if (!state.numbers[abi])
			continue;
		cells[abi] = vzalloc_node(array_size(state.numbers[abi],
						     sizeof(struct cell)),
					  node);
		if (!cells[abi])
			goto undo;
	}
	if (sysprobe_errnos_alloc(cpu))
		goto undo;
	smp_wmb(); /* whoever finds a table reads its zeroes: READ_ONCE() */
	for (abi = 0; abi < SYSPROBE_ABIS; abi++)
		WRITE_ONCE(b->cells[abi], cells[abi]);
	return 0;
undo:
	while (abi--)
		vfree(cells[abi]);
	return -ENOMEM;
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
	state.generation = 1;
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

int sysprobe_account_open(const struct sysprobe_filter *filter)
{
	unsigned int abi, cpu;
	int err = 0;

	free_all();
	for (abi = 0; abi < SYSPROBE_ABIS; abi++) {
		state.numbers[abi] = 0;
		if (sysprobe_filter_wants_abi(filter, abi))
			state.numbers[abi] = sysprobe_abi_numbers(abi);
	}
	/* One more cell, for the calibration's calls. */
	state.numbers[SYSPROBE_SCRATCH_ABI] = SYSPROBE_SCRATCH_NR + 1;

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
		sum += READ_ONCE(per_cpu_ptr(&books, cpu)->counts[what]);
	return sum;
}

void sysprobe_account_reset(void)
{
	unsigned int what;

	for (what = 0; what < SYSPROBE_COUNTS; what++)
		state.base[what] = counter_sum(what);
	WRITE_ONCE(state.generation, state.generation + 1);
}

u32 sysprobe_account_generation(void)
{
	return READ_ONCE(state.generation);
}

size_t sysprobe_account_bytes(void)
{
	size_t each = sysprobe_errnos_bytes();
	unsigned int abi;

	for (abi = 0; abi < SYSPROBE_ABIS; abi++)
		each += state.numbers[abi] * sizeof(struct cell);
	return each * sysprobe_account_cpus();
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
	this_cpu_inc(books.counts[what]);
}
NOKPROBE_SYMBOL(sysprobe_account_count);

/* A cell of an older generation is emptied by its own CPU, here. */
static noinline void renew(struct cell *cell, u32 generation)
{
	WRITE_ONCE(cell->sequence, cell->sequence + 1);
	smp_wmb(); /* pairs with copy_cell() */
	memset_after(cell, 0, sequence);
	cell->wall_min = U64_MAX;
	WRITE_ONCE(cell->generation, generation);
	smp_wmb(); /* pairs with copy_cell() */
	WRITE_ONCE(cell->sequence, cell->sequence + 1);
}
NOKPROBE_SYMBOL(renew);

/*
 * The call's cell on this CPU, or NULL where a CPU that came up got no memory.
 * Out of line: nearly always the cell is there and current.
 */
static noinline struct cell *cell_other(struct cell *table,
					const struct sysprobe_call *call)
{
	if (!table)
		return NULL;
	renew(&table[call->nr], call->generation);
	return &table[call->nr];
}
NOKPROBE_SYMBOL(cell_other);

void sysprobe_account_enter(struct sysprobe_call *call)
{
	struct cell *table = this_cpu_read(books.cells[call->abi]);
	struct cell *cell = &table[call->nr];

	call->generation = READ_ONCE(state.generation);
	if (unlikely(call->flags & SYSPROBE_CALL_ERRORS))
		return;
	if (unlikely(!table || cell->generation != call->generation)) {
		cell = cell_other(table, call);
		if (!cell) {
			sysprobe_account_count(SYSPROBE_COUNT_NO_TABLE);
			return;
		}
	}
	/* A single word needs no sequence count. */
	WRITE_ONCE(cell->calls, cell->calls + 1);
}
NOKPROBE_SYMBOL(sysprobe_account_enter);

static __always_inline void bump(u32 *bucket)
{
	if (unlikely(++*bucket == 0))
		sysprobe_account_count(SYSPROBE_COUNT_WRAPPED);
}

static __always_inline unsigned int log2_of(u64 ticks)
{
	return fls64(ticks) - 1;
}

static __always_inline unsigned int hist_index(u64 ticks)
{
	unsigned int e;

	if (unlikely(ticks >> SYSPROBE_HIST_MAX_LOG2))
		return SYSPROBE_HIST_BUCKETS - 1;
	if (unlikely(ticks < 1 << SYSPROBE_HIST_MIN_LOG2))
		return 0;
	e = log2_of(ticks);
	/* The three bits below the highest one tell which part of its octave. */
	return 1 + (e - SYSPROBE_HIST_MIN_LOG2) * SYSPROBE_HIST_SUB +
	       ((ticks >> (e - SYSPROBE_HIST_SUB_LOG2)) &
		(SYSPROBE_HIST_SUB - 1));
}

static __always_inline unsigned int slept_index(u64 ticks)
{
	if (unlikely(ticks >> SYSPROBE_HIST_MAX_LOG2))
		return SYSPROBE_SLEPT_BUCKETS - 1;
	if (unlikely(ticks < 1 << SYSPROBE_HIST_MIN_LOG2))
		return 0;
	return 1 + log2_of(ticks) - SYSPROBE_HIST_MIN_LOG2;
}

/* ERESTARTSYS .. ERESTART_RESTARTBLOCK: for the kernel, not for the caller. */
static __always_inline bool is_restart(long result)
{
	return result <= -512 && result >= -516;
}

static __always_inline bool is_error(long result)
{
	return (unsigned long)result >= (unsigned long)-4095L;
}

static __always_inline void book_result(struct cell *cell,
					const struct sysprobe_call *call,
					long result)
{
	if (likely(!is_error(result))) {
		if (result > 0)
			cell->result_sum += result;
	} else if (is_restart(result)) {
		cell->restarted++;
	} else {
		cell->errors++;
		sysprobe_errnos_book(call, -result);
	}
}

/* TSCs of two CPUs may disagree by a little: no time is below zero. */
static noinline u64 not_negative(u64 wall)
{
	if ((s64)wall >= 0)
		return wall;
	sysprobe_account_count(SYSPROBE_COUNT_NEGATIVE);
	return 0;
}
NOKPROBE_SYMBOL(not_negative);

static noinline u64 not_longer(u64 off, u64 wall)
{
	if (off <= wall)
		return off;
	sysprobe_account_count(SYSPROBE_COUNT_NEGATIVE);
	return wall;
}
NOKPROBE_SYMBOL(not_longer);

static noinline void book_switched(struct cell *cell,
				   const struct sysprobe_call *call, u64 wall)
{
	if (call->switches >= SYSPROBE_SWITCH_BLOCKED) {
		cell->slept++;
		cell->slept_ticks += wall;
		bump(&cell->slept_hist[slept_index(wall)]);
	} else {
		cell->preempted++;
		bump(&cell->hist[hist_index(wall)]);
	}
}
NOKPROBE_SYMBOL(book_switched);

static __always_inline void book(struct cell *cell,
				 const struct sysprobe_call *call, u64 now)
{
	u64 wall = now - call->entry;
	u64 off = call->off;

	if (unlikely(off > wall || wall >> SYSPROBE_HIST_MAX_LOG2)) {
		wall = not_negative(wall);
		off = not_longer(off, wall);
	}
	cell->returned++;
	cell->wall_ticks += wall;
	cell->oncpu_ticks += wall - off;
	if (wall < cell->wall_min)
		cell->wall_min = wall;
	if (wall > cell->wall_max)
		cell->wall_max = wall;
	if (likely(!call->switches))
		bump(&cell->hist[hist_index(wall)]);
	else
		book_switched(cell, call, wall);
}

/*
 * Sessions that want failures only, and calls without a result.
 * Return: whether the call is to be booked.
 */
static noinline bool book_unusual(struct cell *cell,
				  const struct sysprobe_call *call, long result)
{
	bool failed = !(call->flags & SYSPROBE_CALL_NORESULT) &&
		      is_error(result) && !is_restart(result);

	if (!(call->flags & SYSPROBE_CALL_ERRORS))
		return true;
	if (failed) {
		WRITE_ONCE(cell->calls, cell->calls + 1);
		book_result(cell, call, result);
	}
	return failed;
}
NOKPROBE_SYMBOL(book_unusual);

/* Return: whether the call was booked. */
static __always_inline bool account(const struct sysprobe_call *call, u64 now,
				    long result)
{
	bool booked = true;
	struct cell *table = this_cpu_read(books.cells[call->abi]);
	struct cell *cell = &table[call->nr];

	if (unlikely(call->generation != READ_ONCE(state.generation))) {
		sysprobe_account_count(SYSPROBE_COUNT_BEGUN_BEFORE);
		return false;
	}
	if (unlikely(!table || cell->generation != call->generation)) {
		cell = cell_other(table, call);
		if (!cell)
			return false;
	}
	WRITE_ONCE(cell->sequence, cell->sequence + 1);
	smp_wmb(); /* pairs with copy_cell() */
	if (likely(!(call->flags & (SYSPROBE_CALL_NORESULT |
				    SYSPROBE_CALL_ERRORS)))) {
		book(cell, call, now);
		book_result(cell, call, result);
	} else if (book_unusual(cell, call, result)) {
		book(cell, call, now);
	} else {
		booked = false;
	}
	smp_wmb(); /* pairs with copy_cell() */
	WRITE_ONCE(cell->sequence, cell->sequence + 1);
	return booked;
}

/*
 * The same, told of. All of it a second time, as a call in its midst would make
 * everyone save registers for it.
 */
static noinline void account_and_tell(const struct sysprobe_call *call,
				      u64 now, long result)
{
	u64 wall = now - call->entry;

	if (!account(call, now, result) ||
	    call->flags & SYSPROBE_CALL_SCRATCH)
		return;
	/* As book() has it. */
	if ((s64)wall < 0)
		wall = 0;
	trace_sysprobe_syscall(call->abi, call->nr, result, wall,
			       min(call->off, wall),
			       call->switches / SYSPROBE_SWITCH_BLOCKED,
			       call->switches % SYSPROBE_SWITCH_BLOCKED);
}
NOKPROBE_SYMBOL(account_and_tell);

void sysprobe_account_return(const struct sysprobe_call *call, u64 now,
			     long result)
{
	if (trace_sysprobe_syscall_enabled())
		account_and_tell(call, now, result);
	else
		account(call, now, result);
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
static void copy_cell(struct cell *to, const struct cell *from)
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

static void add_cell(struct sysprobe_syscall *row, const struct cell *cell)
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
	row->oncpu_ticks += cell->oncpu_ticks;
	row->slept_ticks += cell->slept_ticks;
	row->result_sum += cell->result_sum;
	for (i = 0; i < SYSPROBE_HIST_BUCKETS; i++)
		row->hist[i] += cell->hist[i];
	for (i = 0; i < SYSPROBE_SLEPT_BUCKETS; i++)
		row->slept_hist[i] += cell->slept_hist[i];
}

/* A number's cell on one CPU, if it has anything of this generation. */
static const struct cell *cell_at(unsigned int cpu, unsigned int abi, u32 nr,
				  u32 generation)
{
	const struct cell *table;

	table = READ_ONCE(per_cpu_ptr(&books, cpu)->cells[abi]);
	if (!table || READ_ONCE(table[nr].generation) != generation)
		return NULL;
	return &table[nr];
}

bool sysprobe_account_sum(unsigned int abi, u32 nr,
			  struct sysprobe_syscall *row)
{
	u32 generation = state.generation;
	static struct cell copy;	/* too big for a stack; control mutex */
	const struct cell *cell;
	unsigned int cpu;

	memset(row, 0, sizeof(*row));
	row->abi = abi;
	row->nr = nr;
	row->wall_min = U64_MAX;
	if (nr >= state.numbers[abi])
		return false;
	for_each_possible_cpu(cpu) {
		cell = cell_at(cpu, abi, nr, generation);
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
		cell = cell_at(cpu, abi, nr, generation);
		if (cell)
			row->calls += READ_ONCE(cell->calls);
	}
	if (!row->returned)
		row->wall_min = 0;
	return row->calls || row->returned;
}
