// SPDX-License-Identifier: GPL-2.0
#include "pin.h"

int pin_here(struct pin *pin)
{
	int cpu = sched_getcpu();
	cpu_set_t set;

	pin->cpu = -1;
	if (cpu < 0 || cpu >= CPU_SETSIZE ||
	    sched_getaffinity(0, sizeof(pin->before), &pin->before))
		return -1;
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (!sched_setaffinity(0, sizeof(set), &set))
		pin->cpu = cpu;
	return pin->cpu;
}

void pin_release(const struct pin *pin)
{
	if (pin->cpu >= 0)
		sched_setaffinity(0, sizeof(pin->before), &pin->before);
}
