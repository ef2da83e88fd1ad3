/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The vDSO of this process: what it offers, whether calls are answered by it,
 * and why not.
 */
#ifndef SYSPROBE_VDSO_H
#define SYSPROBE_VDSO_H

#include <stdbool.h>
#include <stdio.h>
#include "clocks.h"
#include "json.h"
#include "model.h"
#include "vdso_image.h"

/**
 * struct vdso_facts - what decides whether a vDSO can answer
 * @mapped:         this process has one
 * @off_by_option:  the kernel was booted with vdso=0
 * @static_program: this program has no dynamic loader
 * @time_namespace: another one than the kernel's first
 * @clocksource:    the current one; empty: not known
 * @available:      those there are, with blanks between
 * @unstable:       the module says that the TSC was marked so
 */
struct vdso_facts {
	bool mapped;
	bool off_by_option;
	bool static_program;
	bool time_namespace;
	char clocksource[32];
	char available[128];
	bool unstable;
};

/**
 * struct vdso - a report
 * @facts:      see there
 * @base:       where it is mapped; 0: it isn't
 * @image:      what it offers
 * @why_no_image: its symbols can't be read, a sentence; status 0: they can
 * @maps:       it, and its data
 * @n_maps:     how many
 * @results:    a row for each call
 * @n_results:  how many
 * @why_not_counted: nobody counted entries, a sentence; status 0: the kernel did
 * @cpu:        that it kept to; -1: none
 * @compared_on: CPUs on which vDSO and syscall were compared; 0: not known
 * @moves:      between them, meanwhile
 * @tick_khz:   of the TSC; 0: not known
 * @tick_by_module: the module said so; or it was measured here
 * @module:     what the module said of the machine; empty without it
 */
struct vdso {
	struct vdso_facts facts;
	uint64_t base;
	struct vdso_image image;
	struct err why_no_image;
	struct vdso_map maps[VDSO_MAX_MAPS];
	size_t n_maps;
	struct clock_result *results;
	size_t n_results;
	struct err why_not_counted;
	int cpu;
	unsigned int compared_on;
	uint64_t moves;
	unsigned long long tick_khz;
	bool tick_by_module;
	struct model module;
};

/**
 * vdso_look - find the vDSO of this process, and what else decides
 * @vdso: zeroed
 * @err:  on failure: memory ran out
 *
 * Return: 0, or -1.
 */
int vdso_look(struct vdso *vdso, struct err *err);

/**
 * vdso_measure - time all calls, and compare what they say
 * @vdso: looked at; @tick_khz set if the module has said it
 */
void vdso_measure(struct vdso *vdso);

/**
 * vdso_explain - say where each call is answered, and why not in user space
 * @vdso: measured; entries counted, or @why_not_counted filled
 */
void vdso_explain(struct vdso *vdso);

/**
 * vdso_why - why a call is not answered in user space
 * @result: judged; @why is filled, empty if it is answered there
 * @facts:  what decides
 * @counted: its entries are known
 */
void vdso_why(struct clock_result *result, const struct vdso_facts *facts,
	      bool counted);

/**
 * vdso_clocksource_readable - can user mode read it?
 * @name: as sysfs has it
 */
bool vdso_clocksource_readable(const char *name);

/**
 * vdso_lists - is a word in a list with blanks between?
 * @list: of words
 * @word: which
 */
bool vdso_lists(const char *list, const char *word);

/** vdso_free - give it back; may be zeroed */
void vdso_free(struct vdso *vdso);

/**
 * render_vdso - for eyes
 * @out:  where to
 * @vdso: what
 */
void render_vdso(FILE *out, const struct vdso *vdso);

/**
 * render_vdso_json - for programs
 * @failed: set if memory ran out
 * @vdso:   what
 *
 * Return: the section; see render_json.h.
 */
json_t *render_vdso_json(bool *failed, const struct vdso *vdso);

#endif /* SYSPROBE_VDSO_H */
