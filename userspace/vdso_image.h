/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The vDSO: the shared library that the kernel maps into each process. What it
 * offers, and where it and its data pages lie. Nothing in it is trusted.
 */
#ifndef SYSPROBE_VDSO_IMAGE_H
#define SYSPROBE_VDSO_IMAGE_H

#include <stddef.h>
#include <stdint.h>
#include "err.h"

/* The version that the kernel gives to all of an x86 vDSO's functions. */
#define VDSO_VERSION	"LINUX_2.6"

/**
 * struct vdso_symbol - a function it offers
 * @name:    its name, printable
 * @version: of the symbol; empty: it has none
 * @offset:  from the image's first byte
 * @size:    bytes; @offset + @size is within the image
 */
struct vdso_symbol {
	char name[64];
	char version[32];
	uint64_t offset;
	uint64_t size;
};

/**
 * struct vdso_image - all of them
 * @symbols:   in the image's order
 * @n_symbols: how many
 */
struct vdso_image {
	struct vdso_symbol *symbols;
	size_t n_symbols;
};

/**
 * vdso_image_parse - read the table of dynamic symbols
 * @image:   to be filled; zeroed on failure
 * @machine: that it is for: EM_X86_64, EM_386
 * @bytes:   all of the image
 * @size:    of it
 * @err:     on failure: it is no such image, or was stripped of its symbols
 *
 * Left out: what is no function, and what lies outside @size.
 *
 * Return: 0, or -1.
 */
int vdso_image_parse(struct vdso_image *image, unsigned int machine,
		     const void *bytes, size_t size, struct err *err);

/**
 * vdso_image_find - a function that may be called
 * @image: parsed
 * @name:  which
 * @err:   on failure: there is none, or it is of a version that is not known
 *
 * Return: NULL on failure.
 */
const struct vdso_symbol *vdso_image_find(const struct vdso_image *image,
					  const char *name, struct err *err);

/** vdso_image_free - give it back; may be zeroed */
void vdso_image_free(struct vdso_image *image);

/* A process has no more of them. */
#define VDSO_MAX_MAPS	8

/**
 * struct vdso_map - memory that belongs to it
 * @name:  "[vdso]", "[vvar]", "[vvar_vclock]"
 * @perms: "r-xp", as the kernel writes it
 * @start: first address
 * @size:  bytes
 */
struct vdso_map {
	char name[32];
	char perms[8];
	uint64_t start;
	uint64_t size;
};

/**
 * vdso_maps_parse - where it is mapped
 * @maps: to be filled, VDSO_MAX_MAPS of them
 * @text: what /proc/self/maps says
 *
 * Return: how many there are.
 */
size_t vdso_maps_parse(struct vdso_map *maps, const char *text);

/**
 * vdso_maps_find - which of them begins there
 * @maps:  parsed
 * @n:     how many
 * @start: address
 *
 * Return: NULL if none does.
 */
const struct vdso_map *vdso_maps_find(const struct vdso_map *maps, size_t n,
				      uint64_t start);

#endif /* SYSPROBE_VDSO_IMAGE_H */
