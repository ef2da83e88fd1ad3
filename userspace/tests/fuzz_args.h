/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the linker puts in the place of the reader's own, see WRAP_fuzz_args in
 * the Makefile; and what its main() is called here.
 */
#ifndef SYSPROBE_TESTS_FUZZ_ARGS_H
#define SYSPROBE_TESTS_FUZZ_ARGS_H

#include <sys/types.h>
#include "acts.h"
#include "cost.h"
#include "kif.h"
#include "section.h"

int sysprobe_main(int argc, char *argv[]);

int __wrap_kif_init(struct kif *kif, struct err *err);
int __wrap_acts_try(struct act *acts, uint64_t entry, struct err *err);
void __wrap_cost_measure(struct cost *cost, const struct cost_params *params);
void __wrap_render_cost_csv(FILE *out, const struct cost *cost);
int __wrap_section_run(const struct section *section, bool json,
		       struct err *err);
int __wrap_section_show(const struct section *section, void *data, bool json,
			struct err *err);
const struct section *__wrap_section_cost(void);
const struct section *__wrap_section_rings(void);
const struct section *__wrap_section_vdso(void);
pid_t __wrap_fork(void);

/* One of the sanitizers asks for its options by this name. */
const char *__ubsan_default_options(void);

#endif /* SYSPROBE_TESTS_FUZZ_ARGS_H */
