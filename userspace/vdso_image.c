// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <gelf.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "vdso_image.h"

/* The highest bit of a symbol's version says that it is hidden. */
#define VERSION_MASK	0x7fff

/**
 * struct reading - an image that is being read
 * @elf:      it
 * @size:     of it
 * @symbols:  table of dynamic symbols, with its header
 * @versions: a number for each symbol; NULL: they have none
 * @names:    what the numbers mean; NULL: they mean nothing
 */
struct reading {
	Elf *elf;
	size_t size;
	Elf_Data *symbols;
	GElf_Shdr symbols_header;
	Elf_Data *versions;
	Elf_Data *names;
	GElf_Shdr names_header;
};

void vdso_image_free(struct vdso_image *image)
{
	free(image->symbols);
	memset(image, 0, sizeof(*image));
}

/* What is not printable is not passed on to a terminal. */
static void copy_name(char *to, size_t size, const char *from)
{
	size_t i;

	for (i = 0; from && from[i] && i < size - 1; i++)
		to[i] = isgraph((unsigned char)from[i]) ? from[i] : '?';
	to[i] = '\0';
}

static void find_tables(struct reading *r)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr header;

	while ((scn = elf_nextscn(r->elf, scn))) {
		if (!gelf_getshdr(scn, &header))
			continue;
		switch (header.sh_type) {
		case SHT_DYNSYM:
			r->symbols = elf_getdata(scn, NULL);
			r->symbols_header = header;
			break;
		case SHT_GNU_versym:
			r->versions = elf_getdata(scn, NULL);
			break;
		case SHT_GNU_verdef:
			r->names = elf_getdata(scn, NULL);
			r->names_header = header;
			break;
		}
	}
}

/* The list says where its next element is; an odd one must not go round. */
static void version_name(const struct reading *r, unsigned int number,
			 char *to, size_t size)
{
	GElf_Verdef def;
	GElf_Verdaux aux;
	size_t at = 0, left;

	to[0] = '\0';
	if (!r->names)
		return;
	for (left = r->names_header.sh_info; left; left--) {
		if (at > r->names->d_size ||
		    !gelf_getverdef(r->names, at, &def))
			return;
		if (def.vd_ndx == number && at + def.vd_aux <= r->names->d_size &&
		    gelf_getverdaux(r->names, at + def.vd_aux, &aux))
			copy_name(to, size,
				  elf_strptr(r->elf, r->names_header.sh_link,
					     aux.vda_name));
		if (def.vd_ndx == number || !def.vd_next)
			return;
		at += def.vd_next;
	}
}

/* Return: whether it is a function within the image. */
static bool read_symbol(const struct reading *r, size_t i,
			struct vdso_symbol *symbol)
{
	GElf_Versym version;
	GElf_Sym sym;

	if (!gelf_getsym(r->symbols, i, &sym) || sym.st_shndx == SHN_UNDEF ||
	    GELF_ST_TYPE(sym.st_info) != STT_FUNC ||
	    sym.st_value >= r->size || sym.st_size > r->size - sym.st_value)
		return false;
	copy_name(symbol->name, sizeof(symbol->name),
		  elf_strptr(r->elf, r->symbols_header.sh_link, sym.st_name));
	symbol->version[0] = '\0';
	if (r->versions && gelf_getversym(r->versions, i, &version))
		version_name(r, version & VERSION_MASK, symbol->version,
			     sizeof(symbol->version));
	symbol->offset = sym.st_value;
	symbol->size = sym.st_size;
	return symbol->name[0];
}

static int read_symbols(struct vdso_image *image, struct reading *r,
			struct err *err)
{
	size_t i, n;

	find_tables(r);
	if (!r->symbols || !r->symbols_header.sh_entsize)
		return err_set(err, STATUS_FAILED,
			       "the vDSO has no table of dynamic symbols: it was stripped of it, and no program can find its functions; use a kernel whose vDSO is whole");
	n = r->symbols->d_size / r->symbols_header.sh_entsize;
	/* A size that libelf did not check gives more rows than there are bytes. */
	if (n > r->size)
		n = r->size;
	image->symbols = calloc(n + 1, sizeof(*image->symbols));
	if (!image->symbols)
		return err_no_memory(err);
	for (i = 0; i < n; i++)
		image->n_symbols += read_symbol(r, i,
				&image->symbols[image->n_symbols]);
	return 0;
}

static bool is_of_machine(Elf *elf, unsigned int machine)
{
	GElf_Ehdr header;

	return elf_kind(elf) == ELF_K_ELF && gelf_getehdr(elf, &header) &&
	       header.e_machine == machine &&
	       header.e_ident[EI_DATA] == ELFDATA2LSB;
}

int vdso_image_parse(struct vdso_image *image, unsigned int machine,
		     const void *bytes, size_t size, struct err *err)
{
	struct reading r = { .size = size };
	int ret;

	memset(image, 0, sizeof(*image));
	elf_version(EV_CURRENT);
	/* It is only read: no ELF_C_WRITE follows. */
	r.elf = elf_memory((char *)bytes, size);
	if (!r.elf)
		return err_set(err, STATUS_FAILED,
			       "the vDSO can't be read (%s); what stands in its place may be a sandbox's",
			       elf_errmsg(-1));
	if (is_of_machine(r.elf, machine))
		ret = read_symbols(image, &r, err);
	else
		ret = err_set(err, STATUS_FAILED,
			      "what is mapped as the vDSO is no %s ELF image; what stands in its place may be a sandbox's",
			      machine == EM_386 ? "i386" : "x86-64");
	elf_end(r.elf);
	return ret;
}

const struct vdso_symbol *vdso_image_find(const struct vdso_image *image,
					  const char *name, struct err *err)
{
	const struct vdso_symbol *other = NULL;
	size_t i;

	for (i = 0; i < image->n_symbols; i++) {
		if (strcmp(image->symbols[i].name, name))
			continue;
		other = &image->symbols[i];
		if (!strcmp(other->version, VDSO_VERSION))
			return other;
	}
	if (other)
		err_set(err, STATUS_FAILED,
			"the vDSO's %s is of version '%s', and only " VDSO_VERSION " is known; a newer sysprobe may know it",
			name, other->version);
	else
		err_set(err, STATUS_FAILED,
			"this kernel's vDSO has no %s", name);
	return NULL;
}

/* "START-END PERMS OFFSET DEVICE INODE NAME" */
static bool parse_line(struct vdso_map *map, const char *line)
{
	uint64_t end;

	if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %7s %*s %*s %*s %31[^\n]",
		   &map->start, &end, map->perms, map->name) != 4 ||
	    end < map->start)
		return false;
	map->size = end - map->start;
	return !strcmp(map->name, "[vdso]") || !strncmp(map->name, "[vvar", 5);
}

size_t vdso_maps_parse(struct vdso_map *maps, const char *text)
{
	size_t n = 0;

	while (text && *text && n < VDSO_MAX_MAPS) {
		n += parse_line(&maps[n], text);
		text = strchr(text, '\n');
		if (text)
			text++;
	}
	return n;
}

const struct vdso_map *vdso_maps_find(const struct vdso_map *maps, size_t n,
				      uint64_t start)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (maps[i].start == start)
			return &maps[i];
	return NULL;
}
