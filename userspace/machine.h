/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The conditions that a program can see by itself, under the names that the
 * module has for them; for figures that are taken without the module.
 */
#ifndef SYSPROBE_MACHINE_H
#define SYSPROBE_MACHINE_H

#include "condition.h"

#define MACHINE_CONDITIONS	5

/**
 * struct machine - what user space sees of it
 * @values:     memory of the conditions
 * @conditions: kernel, cpu, hypervisor, clock, mitigations
 */
struct machine {
	char values[MACHINE_CONDITIONS][1024];
	struct condition conditions[MACHINE_CONDITIONS];
};

/**
 * machine_look - look at it
 * @machine: to be filled; not to be copied, as it points into itself
 */
void machine_look(struct machine *machine);

#endif /* SYSPROBE_MACHINE_H */
