/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Made-up snapshots and a made-up kernel, for the unit tests.
 */
#ifndef SYSPROBE_TESTS_FAKE_H
#define SYSPROBE_TESTS_FAKE_H

/* cmocka wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model.h"

/**
 * struct fake - a snapshot in the making
 * @bytes: so far
 * @size:  of them
 */
struct fake {
	unsigned char *bytes;
	size_t size;
};

/* Begin with a header of version 1.0: session 3, 2 CPUs, 2 ticks a ns. */
void fake_begin(struct fake *fake);

/* Add a section of rows; size is made a multiple of 8. */
void fake_section(struct fake *fake, unsigned int kind, unsigned int key_kind,
		  unsigned int row_size, unsigned int rows, const void *data);

/* The header, to be changed. */
struct sysprobe_header *fake_header(struct fake *fake);

void fake_free(struct fake *fake);

/* A row whose calls all took that long; more may be added with fake_time(). */
struct sysprobe_syscall fake_row(unsigned int abi, unsigned int nr);

/* Count n calls of that many ticks into a row. */
void fake_time(struct sysprobe_syscall *row, uint64_t ticks, uint64_t n,
	       bool slept);

/* Conditions, counters, read, ia32 open and an unknown number, errnos, cost. */
void fake_usual(struct fake *fake);

/* The model of that. */
void fake_model(struct model *model);

/**
 * struct place - directories that stand for the module's
 * @dir:  holds debugfs/, procfs/, and what a run printed
 * @out:  what the last run wrote to stdout
 * @err:  to stderr
 */
struct place {
	char dir[64];
	char out[1 << 18];
	char err[1 << 16];
};

/* Make the directories, with every file the module has. */
void place_make(struct place *place);

/* Write a file below the directory. */
void place_write(const struct place *place, const char *name, const void *bytes,
		 size_t size);

/* Read one, at most size - 1 bytes; empty if it isn't there. */
void place_read(const struct place *place, const char *name, char *buf,
		size_t size);

/* Run the reader there by a shell; return its exit status. */
int place_run(struct place *place, const char *arguments);

void place_remove(struct place *place);

#endif /* SYSPROBE_TESTS_FAKE_H */
