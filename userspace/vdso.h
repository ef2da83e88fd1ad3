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
#include "ia32_clocks.h"
#include "json.h"
#include "kif.h"
#include "model.h"
#include "vdso_image.h"

/**
 * struct vdso_facts - what decides whether a vDSO can answer
 * @mapped:         the process has one
 * @ia32:           it is a 32-bit process
 * @off_by_option:  the kernel was booted with vdso=0
 * @static_program: this program has no dynamic loader
 * @time_namespace: another one than the kernel's first
 * @clocksource:    the current one; empty: not known
 * @available:      those there are, with blanks between
 * @unstable:       the module says that the TSC was marked so
 */
struct vdso_facts {
	bool mapped;
	bool ia32;
	bool off_by_option;
	bool static_program;
	bool time_namespace;
	char clocksource[32];
	char available[128];
	bool unstable;
};

/**
 * struct vdso32 - the same of the 32-bit program that the reader carries
 * @facts:   see there
 * @why_not: it can't be run, or has no vDSO, a sentence; status 0: it has
 * @way:     how its vDSO enters the kernel
 * @image:   what its vDSO offers
 * @made:    how each of @calls is made
 * @calls:   that its vDSO may answer
 */
struct vdso32 {
	struct vdso_facts facts;
	struct err why_not;
	enum ia32_way way;
	struct vdso_image image;
	struct ia32_call *made;
	struct clock_table calls;
};

/**
 * struct vdso - a report
 * @facts:      see there
 * @base:       where it is mapped; 0: it isn't
 * @image:      what it offers
 * @why_no_image: its symbols can't be read, a sentence; status 0: they can
 * @maps:       it, and its data
 * @n_maps:     how many
 * @calls:      that it may answer
 * @compared_on: CPUs on which vDSO and syscall were compared; 0: not known
 * @moves:      between them, meanwhile
 * @tick_by_module: the module said the rate of the TSC; or it was measured here
 * @module:     what the module said of the machine; empty without it
 * @ia32:       that of 32-bit programs
 */
struct vdso {
	struct vdso_facts facts;
	uint64_t base;
	struct vdso_image image;
	struct err why_no_image;
	struct vdso_map maps[VDSO_MAX_MAPS];
	size_t n_maps;
	struct clock_table calls;
	unsigned int compared_on;
	uint64_t moves;
	bool tick_by_module;
	struct model module;
	struct vdso32 ia32;
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
 * @vdso: looked at; the tick's rate set if the module has said it
 */
void vdso_measure(struct vdso *vdso);

/**
 * vdso_explain - say where each call is answered, and why not in user space
 * @vdso: measured; entries counted, or the sentences filled that say why not
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

/**
 * vdso32_look - run the 32-bit program, and find its vDSO
 * @vdso32: zeroed
 * @facts:  of the machine
 * @err:    on failure: memory ran out
 *
 * Return: 0, or -1.
 */
int vdso32_look(struct vdso32 *vdso32, const struct vdso_facts *facts,
		struct err *err);

/**
 * vdso32_measure - time its calls, on this CPU
 * @vdso32: looked at
 * @stamp:  from clock_stamp()
 */
void vdso32_measure(struct vdso32 *vdso32, uint64_t stamp);

/** vdso32_free - give it back; may be zeroed */
void vdso32_free(struct vdso32 *vdso32);

/**
 * vdso_count - let the kernel count which calls came in
 * @kif:  the kernel
 * @vdso: measured; entries are filled, or the sentences why not
 */
void vdso_count(const struct kif *kif, struct vdso *vdso);

/** vdso_free - give it back; may be zeroed */
void vdso_free(struct vdso *vdso);

/**
 * render_clocks - a table of calls, for eyes, and why some enter the kernel
 * @out:   where to
 * @calls: which
 */
void render_clocks(FILE *out, const struct clock_table *calls);

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
