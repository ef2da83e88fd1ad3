// SPDX-License-Identifier: GPL-2.0
/*
 * The verbs that look at the machine, entry, cr3, rings and vdso, run in a
 * made-up place: what they print, what they tell the kernel, how they exit.
 */
#include <string.h>
#include "run.h"

static void rings_shows_registers_and_acts(void **state)
{
	(void)state;
	assert_run("sysprobe rings", 0);
	assert_part(place.out, "of CPU 0-1:");
	assert_part(place.out, "only CPU 1: PAE");
	assert_part(place.out, "per CPU: no_symbol");
	assert_part(place.out, "HLT           stop this CPU until an interrupt    #GP(0x0), SIGSEGV");
	assert_run("sysprobe rings --json", 0);
	assert_part(place.out, "\"differs\": true");
	assert_part(place.out, "\"hidden\": true");
	assert_part(place.out, "\"exception\": \"#PF\"");
	assert_run("rm debugfs/rings; sysprobe rings", 0);
	assert_part(place.out, "No registers: the loaded module has no ");
	assert_part(place.out, "RDMSR ");
	assert_told("");
}

static void entry_splits_a_call(void **state)
{
	(void)state;
	assert_run("sysprobe entry -m syscall -n 1000", 0);
	assert_part(place.out, "getppid by syscall, 1000 calls, 0 of them followed");
	assert_part(place.out, "beware: this CPU is emulated");
	assert_part(place.out,
		    "    entry           1000      281      291      292      203         88       44.0\n"
		    "    body            1000      270      275      276      270         <8          -\n"
		    "    exit             999      235      235      235        -          -          -\n"
		    "    sum              999      793      803      803      473        330      165.0\n"
		    "    unprobed        2000 ");
	assert_part(place.out, "corrected sum less the unprobed round trip: ");
	/* As the kernel was told, one line over the other in this plain file. */
	assert_told("start segments=64:110\nreset\nstop\n");
	assert_run("sysprobe entry -m syscall --json", 0);
	assert_part(place.out, "\"method\": \"syscall\"");
	assert_part(place.out, "\"hook\": 203");
	assert_part(place.out, "\"median\": null");
	assert_part(place.out, "\"emulated\": true");
}

/* Fewer calls than the warm-up has: it wrote beyond the end of their times. */
static void entry_makes_few_calls_without_breaking_memory(void **state)
{
	(void)state;
	assert_run("sysprobe entry -m syscall -n 100", 0);
	assert_part(place.out, "    unprobed         200 ");
}

static void entry_refuses_what_it_cannot_measure(void **state)
{
	(void)state;
	assert_refused("sysprobe entry now", 2, "argument");
	assert_refused("sysprobe entry -m smoke", 2, "no method 'smoke'");
	assert_refused("sysprobe entry -n 99", 2, "from 100 to 16384");
	assert_refused("sysprobe entry -n 16385", 2, "from 100 to 16384");
	assert_refused("sysprobe entry -n 1e3", 2, "'1e3' is no number");
	assert_refused("sysprobe entry -n -1", 2, "'-1' is no number");
	assert_refused("sysprobe entry -m syscall -e poll", 2, "choose one of getppid, read, close");
	assert_refused("sysprobe entry -m syscall -e nosuch", 2, "no syscall 'nosuch' by syscall");
	assert_refused("rm debugfs/entry; sysprobe entry", 1, "has no ");
	assert_refused("rm -r debugfs procfs; sysprobe entry; mkdir procfs; : >procfs/control; exit 1", 1, "not loaded");
}

static void entry_trusts_no_file(void **state)
{
	(void)state;
	assert_run("grep -v ^sum debugfs/entry >e; mv e debugfs/entry; sysprobe entry -m syscall", 1);
	assert_part(place.err, "does not have the rows it should");
	assert_run("sed -i 's/schema 1/schema 7/' debugfs/entry; sysprobe entry -m syscall", 1);
	assert_part(place.err, "schema 7");
}

static void cr3_lays_both_tables_side_by_side(void **state)
{
	(void)state;
	assert_run("sysprobe cr3", 0);
	assert_part(place.out, "  kpti                 on a boot option asked for it\n");
	/* Ring 3 needs U/S at each level; one NX is enough not to run. */
	assert_part(place.out,
		    "  kernel_text    4 KiB r-x kernel global     absent at level 2\n"
		    "  vdso           4 KiB r-- user              4 KiB r-x user\n");
	assert_part(place.out, "User mode's table has none of the kernel's text");
	assert_run("sed -i 's/^kernel_text user_derived.*/kernel_text user_derived 2 hidden P,LEAF/' debugfs/pagetables; sysprobe cr3", 0);
	assert_part(place.out, "In user mode's table too: kernel_text.");
	assert_run("sed -i /user_derived/d debugfs/pagetables; sysprobe cr3", 0);
	assert_part(place.out, "no such table");
	assert_part(place.out, "One table for both modes");
	assert_run("sysprobe cr3 --json", 0);
	assert_part(place.out, "\"kernel_cr3\": \"hidden\"");
	assert_part(place.out, "\"global\": true");
	assert_told("");
}

static void cr3_refuses_what_it_does_not_know(void **state)
{
	(void)state;
	assert_refused("sysprobe cr3 now", 2, "argument");
	assert_refused("sed -i 's/schema 1/schema 2/' debugfs/cr3; sysprobe cr3", 1, "schema 2");
	assert_refused("rm debugfs/pagetables; sysprobe cr3", 1, "has no ");
}

static void cr3_trusts_no_table(void **state)
{
	(void)state;
	assert_refused("printf '# sysprobe pagetables schema 1\\npage level\\nvdso 1\\n' >debugfs/pagetables; sysprobe cr3", 1, "no column table");
	assert_refused("printf '# sysprobe pagetables schema 1\\npage level\\nvdso\\n' >debugfs/pagetables; sysprobe cr3", 1, "unlike its titles");
}

/* Two writes; without PCIDs a page, by the longest row that was measured. */
static void tax_is_made_of_its_parts(void **state)
{
	(void)state;
	assert_run("sysprobe cr3 --tax", 0);
	assert_part(place.out, "KPTI is on. What it adds to each call, at least");
	assert_part(place.out, "(switch_flush)");
	assert_part(place.out, "\n      0        200          400      200.0       10.0        5.0\n");
	assert_part(place.out, "\n      1         <2           <4        2.0        0.0        0.0\n");
	assert_run("sysprobe cr3 --tax --json", 0);
	assert_part(place.out, "\"two_writes\": 400");
	assert_part(place.out, "\"page\": 10.0");
	assert_part(place.out, "\"two_writes\": null");
	assert_run("echo cr4_pcide 1 >>debugfs/cr3; sysprobe cr3 --tax", 0);
	assert_part(place.out, "(switch_noflush); PCIDs let the TLB keep");
	assert_part(place.out, "\n      0         50          100       50.0       kept          -\n");
	assert_run("sed -i 's/^kpti on/kpti off/' debugfs/cr3; sysprobe cr3 --tax", 0);
	assert_part(place.out, "KPTI is off. What it would add");
	assert_run("sed -i /^switch/d debugfs/cr3_cost; sysprobe cr3 --tax", 0);
	assert_part(place.out, "\n      0          -            -          -          -          -\n");
}

static void cr3_cost_lists_operations(void **state)
{
	(void)state;
	assert_run("sysprobe cr3 --cost; cat procfs/control", 0);
	assert_part(place.out, "# skipped invpcid_all: the CPU has no INVPCID\n");
	assert_part(place.out, "\n  refill_8              1024       90      110      130       30         80       40.0\n");
	assert_part(place.out, "\n  refill_1              1024       40       41       50       30        <20          -\n");
	assert_part(place.out, "\n  clock                 1024       20       22       24        -          -          -\n");
	assert_part(place.out, "CPU 1\n");
	assert_part(place.out, "measure cr3\n");
	assert_run("sysprobe cr3 --cost --json", 0);
	assert_part(place.out, "\"invpcid_all\": \"the CPU has no INVPCID\"");
	assert_part(place.out, "\"median\": null");
	assert_told("measure cr3\n");
	/* Refused before it is asked for. */
	assert_refused("sed -i '2i # refused: not here' debugfs/cr3_cost; >procfs/control; sysprobe cr3 --cost", 1, "can't be measured here: not here");
	assert_refused("sed -i 's/ harness//; /refused/d' debugfs/cr3_cost; sysprobe cr3 --cost", 1, "unlike its titles");
	assert_refused("sed -i 's/ cpu / core /; s/noise/noise harness/' debugfs/cr3_cost; sysprobe cr3 --cost", 1, "no column cpu");
}

static void switches_are_counted_for_a_time(void **state)
{
	(void)state;
	assert_run("sysprobe cr3 --switches 0.01", 0);
	assert_part(place.out, "# beware: this CPU is emulated");
	assert_part(place.out, "\n  0             90        30        10         0         0         0         0         2\n");
	assert_part(place.out, "\n  all          100        50        10 ");
	assert_part(place.out, "Of 60 switches to another address space, 10 kept the TLB by PCID (17 %).");
	assert_part(place.out, "KPTI is ");
	assert_told("start switches\nstop\n");
	assert_run("sysprobe cr3 --switches 0.01 --json", 0);
	assert_part(place.out, "\"mm_switches\": 60");
	assert_part(place.out, "\"event\": \"mm_switch_kept\"");
	assert_run("sed -i '4,$d' debugfs/switches; sysprobe cr3 -s 0.01", 1);
	assert_part(place.err, "another session began");
}

static void rewrites_are_watched(void **state)
{
	(void)state;
	/* The figures stand still, so nothing comes between two looks. */
	assert_run("sysprobe vdso --watch 0.02 --duration 0.05", 0);
	assert_part(place.out, "# clocksource: tsc\n");
	assert_part(place.out, "# beware: this CPU is emulated");
	assert_part(place.out, "       0.0       0       0       0       0       0       0       0       2.000     160.0\n");
	assert_run("grep -c '^start tid=[0-9]* calls=64:110 vdso$' procfs/control", 0);
	/* The second look has 30 more, and a write below the noise. */
	assert_run("(sleep 0.1; sed -i 's/^updates 70/updates 100/; s/^by_tick 69/by_tick 99/; s/^write.*/write 70 180 180 181 182 183 180 20 <20/' debugfs/vdso) & sysprobe vdso -w 0.4 -d 0.5", 0);
	assert_part(place.out, "       0      30       0       0       0       0       0       2.000      10.0\n");
	assert_run("sysprobe vdso --watch 0.02 --duration 0.03 --json", 0);
	assert_part(place.out, "\"vdso_rewrites\":{");
	assert_part(place.out, "\"by_set\":0");
	assert_run("sed -i '/ - -$/d; /^interval/d; /^write/d' debugfs/vdso; sysprobe vdso --watch 1", 1);
	assert_part(place.err, "somebody else ended");
}

static void watching_needs_its_words(void **state)
{
	(void)state;
	assert_refused("sysprobe vdso --duration 1", 2, "give both");
	assert_refused("sysprobe vdso --watch 0", 2, "is no time");
	assert_refused("sysprobe vdso --watch", 2, "needs");
	assert_refused("sysprobe vdso now", 2, "argument");
}

static void one_question_at_a_time(void **state)
{
	(void)state;
	assert_refused("sysprobe cr3 --cost --tax", 2, "ask one");
	assert_refused("sysprobe cr3 --tax --switches 1", 2, "ask one");
	assert_refused("sysprobe cr3 --switches", 2, "needs");
	assert_refused("sysprobe cr3 --switches 0", 2, "is no time");
	assert_refused("sysprobe cr3 --switches soon", 2, "is no time");
}

static void rings_refuses_what_it_does_not_know(void **state)
{
	(void)state;
	assert_refused("sysprobe rings now", 2, "argument");
	assert_refused("echo '# sysprobe rings schema 2' >debugfs/rings; sysprobe rings", 1, "schema 2");
	assert_refused("echo '# sysprobe status schema 1' >debugfs/rings; sysprobe rings", 1, "rings does not begin");
	assert_refused(": >debugfs/rings; sysprobe rings", 1, "rings does not begin");
	assert_refused("printf '# sysprobe rings schema 1\\ncpu register\\n1\\n' >debugfs/rings; sysprobe rings", 1, "unlike its titles");
	assert_refused("printf '# sysprobe rings schema 1\\ncpu register\\n1 CR0\\n' >debugfs/rings; sysprobe rings", 1, "no column value");
}

/* Where the fake module's session is not the one that was begun. */
static void vdso_goes_on_without_a_count(void **state)
{
	char told[256];

	(void)state;
	assert_run("sysprobe vdso", 0);
	assert_part(place.out, "# kernel: 6.1.0-fake\n");
	assert_part(place.out, "  __vdso_clock_gettime         LINUX_2.6 ");
	assert_part(place.out, "Entries are not known: somebody else ended the session");
	assert_part(place.out, "\n  clock_gettime MONOTONIC ");
	assert_part(place.out, "CPU time is the scheduler's to know");
	assert_part(place.out, " lay before the one before.");
	place_read(&place, "procfs/control", told, sizeof(told));
	assert_memory_equal(told, "start tid=", 10);
	assert_part(told, " calls=64:228,229,96,201,309,318\n");
	assert_run("sysprobe vdso --json", 0);
	assert_part(place.out, "\"tick_khz\": 2000000");
	assert_part(place.out, "\"entries\": null");
	assert_part(place.out, "\"answered_in\": \"kernel_by_time\"");
}

static void vdso_needs_no_module(void **state)
{
	(void)state;
	assert_run("rm -r debugfs procfs; sysprobe vdso", 0);
	assert_part(place.out, "Entries are not known: the sysprobe module is not loaded");
	assert_part(place.out, "\nFunctions of the vDSO:\n");
	assert_run("sysprobe vdso now", 2);
	assert_part(place.err, "takes no argument 'now'");
	assert_run("sysprobe help vdso", 0);
	assert_part(place.out, "usage: sysprobe vdso [--json]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rings_shows_registers_and_acts),
		TEST(vdso_goes_on_without_a_count),
		TEST(vdso_needs_no_module),
		TEST(cr3_lays_both_tables_side_by_side),
		TEST(cr3_refuses_what_it_does_not_know),
		TEST(cr3_trusts_no_table),
		TEST(cr3_cost_lists_operations),
		TEST(tax_is_made_of_its_parts),
		TEST(switches_are_counted_for_a_time),
		TEST(one_question_at_a_time),
		TEST(rewrites_are_watched),
		TEST(watching_needs_its_words),
		TEST(entry_splits_a_call),
		TEST(entry_makes_few_calls_without_breaking_memory),
		TEST(entry_refuses_what_it_cannot_measure),
		TEST(entry_trusts_no_file),
		TEST(rings_refuses_what_it_does_not_know),
	};

	return cmocka_run_group_tests_name("machine", tests, NULL, NULL);
}
