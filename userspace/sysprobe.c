// SPDX-License-Identifier: GPL-2.0
/*
 * sysprobe: the reader. Finds the verb, runs it, says what went wrong.
 */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include "cmd.h"
#include "report.h"
#include "util.h"
#include "workload.h"

static const struct {
	const char *name;
	int (*run)(int argc, char *argv[], struct err *err);
	const char *help;
} verbs[] = {
	{ "stat", cmd_stat, "count a command, a process or the whole system" },
	{ "record", cmd_record, "write each syscall down, for trace-cmd and KernelShark" },
	{ "start", cmd_start, "begin a session that outlives this program" },
	{ "stop", cmd_stop, "end it" },
	{ "reset", cmd_reset, "set its figures back to zero" },
	{ "entry", cmd_entry, "split a call into the way in, its work, the way out" },
	{ "cr3", cmd_cr3, "show what KPTI and PCID do, and which pages user mode sees" },
	{ "rings", cmd_rings, "show what separates user mode from the kernel" },
	{ "vdso", cmd_vdso, "show which clocks are read without the kernel, and why not" },
	{ "cost", cmd_cost, "measure what classic operations cost here" },
	{ "report", cmd_report, "gather all of these into one document" },
	{ "diff", cmd_diff, "compare two such documents" },
	{ "status", cmd_status, "show what the module does, and can do here" },
	{ "unload", cmd_unload, "unload the module, when the calls that it is in have returned" },
};

static void print_help(FILE *out)
{
	size_t i;

	fputs("usage: sysprobe VERB [OPTIONS]\n"
	      "\n"
	      "Counts and times syscalls, with the sysprobe kernel module.\n"
	      "\n", out);
	for (i = 0; i < ARRAY_SIZE(verbs); i++)
		fprintf(out, "  %-8s %s\n", verbs[i].name, verbs[i].help);
	fputs("  help     show this; 'help VERB' shows a verb's options\n"
	      "\n"
	      "  --version  show the reader's version\n", out);
}

static int unknown_verb(const char *word, struct err *err)
{
	struct suggestion s = suggest_from(word);
	char hint[96];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(verbs); i++)
		suggest_consider(&s, verbs[i].name);
	return err_set(err, STATUS_USAGE, "there is no verb '%s'%s", word,
		       s.best ? suggest_text(&s, hint, sizeof(hint)) :
		       "; 'sysprobe help' lists them");
}

static int run_verb(int argc, char *argv[], struct err *err)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(verbs); i++)
		if (!strcmp(argv[0], verbs[i].name))
			return verbs[i].run(argc, argv, err);
	return unknown_verb(argv[0], err);
}

static int run(int argc, char *argv[], struct err *err)
{
	bool help;

	if (argc < 2)
		return err_set(err, STATUS_USAGE,
			       "say what to do; 'sysprobe help' lists the verbs");
	if (!strcmp(argv[1], "--version")) {
		printf("sysprobe %s\n", SYSPROBE_VERSION);
		return 0;
	}
	help = !strcmp(argv[1], "help") || !strcmp(argv[1], "--help") ||
	       !strcmp(argv[1], "-h");
	if (help && argc == 2) {
		print_help(stdout);
		return 0;
	}
	if (help) {
		char *words[] = { argv[2], strdupa("--help"), NULL };

		return run_verb(2, words, err);
	}
	return run_verb(argc - 1, argv + 1, err);
}

int main(int argc, char *argv[])
{
	struct err err = { 0 };
	int status;

	/* Only for the character set: numbers keep their point. */
	setlocale(LC_CTYPE, "");
	workload_prepare();
	status = run(argc, argv, &err);
	if (status < 0) {
		fprintf(stderr, "sysprobe: %s\n", err.text);
		return err.status;
	}
	if (!cmd_flush(&err))
		return status;
	fprintf(stderr, "sysprobe: %s\n", err.text);
	return status ?: err.status;
}
