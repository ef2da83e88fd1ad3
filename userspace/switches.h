/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Switches of tasks and address spaces, and what the TLB loses, on each CPU.
 */
#ifndef SYSPROBE_SWITCHES_H
#define SYSPROBE_SWITCHES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "json.h"
#include "text.h"

/**
 * struct switches - what a session has counted
 * @text:      the module's file "switches"
 * @calls:     syscalls, of the whole system
 * @active_ns: time counted
 * @kpti:      it is on
 */
struct switches {
	struct text text;
	uint64_t calls;
	uint64_t active_ns;
	bool kpti;
};

/**
 * switches_parse - understand the module's file
 * @s:     @text is filled
 * @bytes: the file's contents, taken over, also on failure
 * @err:   on failure
 *
 * Return: 0, or -1.
 */
int switches_parse(struct switches *s, char *bytes, struct err *err);

/**
 * switches_sum - how often an event came about
 * @s:     what was counted
 * @cpu:   as the file has it; NULL: on all CPUs together
 * @event: as the module has it
 */
uint64_t switches_sum(const struct switches *s, const char *cpu,
		      const char *event);

/** switches_free - give it back; may be zeroed */
void switches_free(struct switches *s);

/**
 * render_switches - for eyes
 * @out: where to
 * @s:   what
 */
void render_switches(FILE *out, const struct switches *s);

/**
 * render_switches_json - for programs
 * @failed: set if memory ran out
 * @s:      what
 *
 * Return: the section; see render_json.h.
 */
json_t *render_switches_json(bool *failed, const struct switches *s);

#endif /* SYSPROBE_SWITCHES_H */
