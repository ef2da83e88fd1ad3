// SPDX-License-Identifier: GPL-2.0
#include <stdbool.h>
#include "pin.h"

static bool keep_to(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return !sched_setaffinity(0, sizeof(set), &set);
}

int pin_here(struct pin *pin)
{
	int cpu = sched_getcpu();

	pin->cpu = -1;
	if (cpu < 0 || cpu >= CPU_SETSIZE ||
	    sched_getaffinity(0, sizeof(pin->before), &pin->before))
		return -1;
	if (keep_to(cpu))
		pin->cpu = cpu;
	return pin->cpu;
}

void pin_release(const struct pin *pin)
{
	if (pin->cpu >= 0)
		sched_setaffinity(0, sizeof(pin->before), &pin->before);
}

void walk_begin(struct walk *walk)
{
	walk->moves = 0;
	CPU_ZERO(&walk->cpus);
	if (pin_here(&walk->pin) >= 0)
		CPU_SET(walk->pin.cpu, &walk->cpus);
}

/* One that has gone offline meanwhile refuses, and is passed over. */
void walk_on(struct walk *walk)
{
	int i, cpu;

	for (i = 1; walk->pin.cpu >= 0 && i < CPU_SETSIZE; i++) {
		cpu = (walk->pin.cpu + i) % CPU_SETSIZE;
		if (!CPU_ISSET(cpu, &walk->pin.before) || !keep_to(cpu))
			continue;
		walk->pin.cpu = cpu;
		walk->moves++;
		CPU_SET(cpu, &walk->cpus);
		return;
	}
}

unsigned int walk_end(const struct walk *walk)
{
	pin_release(&walk->pin);
	return CPU_COUNT(&walk->cpus);
}
