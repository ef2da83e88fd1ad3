/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Staying on one CPU while something is measured: stamps of two need not agree.
 */
#ifndef SYSPROBE_PIN_H
#define SYSPROBE_PIN_H

#include <sched.h>

/**
 * struct pin - where this thread could run before
 * @before: its CPUs
 * @cpu:    the one it keeps to; -1: it could not be made to
 */
struct pin {
	cpu_set_t before;
	int cpu;
};

/**
 * pin_here - keep to the CPU that this runs on
 * @pin: to be filled
 *
 * Return: the CPU; -1: not pinned.
 */
int pin_here(struct pin *pin);

/**
 * pin_release - run where it could before
 * @pin: filled by pin_here()
 */
void pin_release(const struct pin *pin);

#endif /* SYSPROBE_PIN_H */
