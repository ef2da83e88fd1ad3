/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What separates ring 3 from ring 0: the module's registers, by register
 * rather than by CPU, and the acts that were tried.
 */
#ifndef SYSPROBE_RINGS_H
#define SYSPROBE_RINGS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "acts.h"
#include "json.h"
#include "text.h"

/**
 * struct ring_value - a register's value, and the CPUs that have it
 * @name:    the register
 * @value:   as the module wrote it: "0x...", "hidden", "-"
 * @meaning: names of what is set, with commas between
 * @cpus:    their numbers, rising
 * @n_cpus:  how many
 * @differs: other CPUs have another
 * @own:     every CPU has its own by design; @value is that of the first
 */
struct ring_value {
	const char *name;
	const char *value;
	const char *meaning;
	unsigned int *cpus;
	size_t n_cpus;
	bool differs;
	bool own;
};

/**
 * struct rings - all there is to say
 * @text:     the module's file; empty without a module
 * @values:   register after register
 * @n_values: how many
 * @why_not:  why there are no registers, a sentence; empty if there are
 * @acts:     what was tried
 * @n_acts:   how many
 */
struct rings {
	struct text text;
	struct ring_value *values;
	size_t n_values;
	char why_not[1024];
	struct act *acts;
	size_t n_acts;
};

/**
 * rings_parse - understand the module's file
 * @rings: to be filled but for the acts; zeroed
 * @bytes: the file's contents, taken over, also on failure
 * @err:   on failure
 *
 * Return: 0, or -1.
 */
int rings_parse(struct rings *rings, char *bytes, struct err *err);

/**
 * rings_entry - where the kernel's code begins that SYSCALL goes to
 * @rings: parsed
 *
 * Return: LSTAR; 0 if it isn't known.
 */
uint64_t rings_entry(const struct rings *rings);

/**
 * rings_cpus - a list of CPUs as the kernel writes it
 * @value: whose
 * @buf:   for "0-3,8", cut off with "..." where it is too long
 * @size:  of @buf
 *
 * Return: @buf.
 */
const char *rings_cpus(const struct ring_value *value, char *buf, size_t size);

/** rings_free - give it back; may be zeroed */
void rings_free(struct rings *rings);

/**
 * act_sentence - what came of an act, for people
 * @act:  tried
 * @buf:  for it
 * @size: of @buf
 *
 * Return: @buf.
 */
const char *act_sentence(const struct act *act, char *buf, size_t size);

/** render_rings - for eyes, without the conditions */
void render_rings(FILE *out, const struct rings *rings);

/**
 * render_rings_json - the section "rings" of a document; see render_json.h
 * @failed: set if memory ran out
 * @rings:  what
 */
json_t *render_rings_json(bool *failed, const struct rings *rings);

#endif /* SYSPROBE_RINGS_H */
