/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The verbs, one file each, and what several of them need.
 */
#ifndef SYSPROBE_CMD_H
#define SYSPROBE_CMD_H

#include <stdbool.h>
#include "document.h"
#include "err.h"
#include "kif.h"
#include "model.h"
#include "names.h"

/*
 * A verb gets its own words, argv[0] being the verb. It returns the exit
 * status, or -1 with @err filled; main() prints that.
 */
int cmd_status(int argc, char *argv[], struct err *err);
int cmd_start(int argc, char *argv[], struct err *err);
int cmd_stop(int argc, char *argv[], struct err *err);
int cmd_reset(int argc, char *argv[], struct err *err);
int cmd_cost(int argc, char *argv[], struct err *err);
int cmd_cr3(int argc, char *argv[], struct err *err);
int cmd_diff(int argc, char *argv[], struct err *err);
int cmd_entry(int argc, char *argv[], struct err *err);
int cmd_record(int argc, char *argv[], struct err *err);
int cmd_report(int argc, char *argv[], struct err *err);
int cmd_rings(int argc, char *argv[], struct err *err);
int cmd_stat(int argc, char *argv[], struct err *err);
int cmd_unload(int argc, char *argv[], struct err *err);
int cmd_vdso(int argc, char *argv[], struct err *err);

/**
 * cmd_switches - count switches for a time and show them: cr3 --switches
 * @seconds: how long
 * @as_json: as JSON
 * @err:     on failure
 *
 * Return: 0, or -1.
 */
int cmd_switches(double seconds, bool as_json, struct err *err);

/**
 * struct rewrites_params - of vdso --watch
 * @interval: s between two lines
 * @duration: s until the end; 0: until Ctrl-C
 * @json:     a document a line
 */
struct rewrites_params {
	double interval;
	double duration;
	bool json;
};

/**
 * cmd_rewrites - show how often the vDSO's data is rewritten: vdso --watch
 * @params: how
 * @err:    on failure
 *
 * Return: 0, or -1.
 */
int cmd_rewrites(const struct rewrites_params *params, struct err *err);

/**
 * cmd_names - lay the running kernel's table over the names, if it is there
 * @names: zeroed
 *
 * Before arguments are looked at; what stands in the way is said by
 * cmd_ready() afterwards.
 */
void cmd_names(struct names *names);

/**
 * cmd_snapshot - take a snapshot and understand it
 * @kif:   the kernel
 * @model: to be filled
 * @err:   on failure
 *
 * Return: 0, or -1.
 */
int cmd_snapshot(const struct kif *kif, struct model *model, struct err *err);

/**
 * cmd_of_machine - does a condition of the module's say something of the
 * machine, rather than of a session?
 * @key: of the condition
 */
bool cmd_of_machine(const char *key);

/**
 * cmd_ready - is a module of our version there, and may we read it?
 * @kif:      to be filled
 * @tick_khz: of the TSC, if not NULL
 * @err:      on failure
 *
 * Return: 0, or -1.
 */
int cmd_ready(struct kif *kif, unsigned long long *tick_khz, struct err *err);

/**
 * cmd_moment - now and here
 * @moment: to be filled
 */
void cmd_moment(struct moment *moment);

/**
 * cmd_flush - was all that went to stdout written?
 * @err: on failure
 *
 * Return: 0, or -1.
 */
int cmd_flush(struct err *err);

/**
 * cmd_document - begin a document, now and here
 * @doc: to be filled
 */
void cmd_document(struct document *doc);

/**
 * cmd_document_end - write it to stdout, and give it back
 * @doc: not to be used afterwards
 * @err: on failure
 *
 * Return: 0, or -1.
 */
int cmd_document_end(struct document *doc, struct err *err);

/**
 * cmd_shows - read the options of a verb that shows something
 * @argc:  of @argv
 * @argv:  the verb first
 * @usage: what its help says before the options
 * @json:  set if it is to be JSON
 * @err:   on failure
 *
 * Return: 0: go on; 1: the help was asked for and shown; -1.
 */
int cmd_shows(int argc, char *argv[], const char *usage, bool *json,
	      struct err *err);

/**
 * cmd_plain - read the options of a verb that has none
 * @argc:  of @argv
 * @argv:  the verb first
 * @usage: what its help says
 * @err:   on failure
 *
 * Return: 0: go on; 1: the help was asked for and shown; -1.
 */
int cmd_plain(int argc, char *argv[], const char *usage, struct err *err);

/**
 * cmd_simple - a verb that takes no argument and gives one command
 * @argc:  of @argv
 * @argv:  the command's word first
 * @usage: one line
 * @done:  sentence for stdout
 * @err:   on failure
 *
 * Return: 0, or -1.
 */
int cmd_simple(int argc, char *argv[], const char *usage, const char *done,
	       struct err *err);

#endif /* SYSPROBE_CMD_H */
