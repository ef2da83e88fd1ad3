/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Staying on one CPU while something is measured: stamps of two need not agree.
 */
#ifndef SYSPROBE_PIN_H
#define SYSPROBE_PIN_H

#include <sched.h>
#include <stdint.h>

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
 * struct walk - a thread's way over its CPUs
 * @pin:   where it is
 * @moves: from one CPU to another, so far
 * @cpus:  that it has been on
 */
struct walk {
	struct pin pin;
	uint64_t moves;
	cpu_set_t cpus;
};

/**
 * walk_begin - keep to this CPU, for now
 * @walk: to be filled
 */
void walk_begin(struct walk *walk);

/**
 * walk_on - move to the next CPU that this thread may use
 * @walk: begun
 *
 * Where there is no other, or none may be chosen, it stays.
 */
void walk_on(struct walk *walk);

/**
 * walk_end - run where it could before
 * @walk: begun
 *
 * Return: on how many CPUs it has been; 0: on whichever the kernel chose.
 */
unsigned int walk_end(const struct walk *walk);

/**
 * pin_release - run where it could before
 * @pin: filled by pin_here()
 */
void pin_release(const struct pin *pin);

#endif /* SYSPROBE_PIN_H */
