// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "random_state.h"

/*
 * What the function says of its state when it is asked with a size of ~0: struct
 * vgetrandom_opaque_params of linux/random.h, which older headers lack.
 */
struct opaque_params {
	uint32_t size_of_opaque_state;
	uint32_t mmap_prot;
	uint32_t mmap_flags;
	uint32_t reserved[13];
};

int random_state_make(struct clock_target *target, struct err *why)
{
	vdso_getrandom_t *function = (void *)target->function;
	struct opaque_params params = { 0 };
	void *state;

	if (function(NULL, 0, 0, &params, ~0UL))
		return err_set(why, STATUS_FAILED,
			       "the vDSO's function does not say what state it wants");
	/* One that crossed a page's end would be refused. */
	if (!params.size_of_opaque_state ||
	    params.size_of_opaque_state > (uint64_t)sysconf(_SC_PAGESIZE))
		return err_set(why, STATUS_FAILED,
			       "the vDSO's function wants a state of %u bytes, which is no size that is known; a newer sysprobe may know it",
			       params.size_of_opaque_state);
	state = mmap(NULL, params.size_of_opaque_state, params.mmap_prot,
		     params.mmap_flags, -1, 0);
	if (state == MAP_FAILED)
		return err_set(why, STATUS_FAILED,
			       "there is no memory of the kind that its state has to be in (%s)",
			       strerror(errno));
	target->state = state;
	target->state_size = params.size_of_opaque_state;
	return 0;
}

void random_state_drop(struct clock_target *target)
{
	if (target->state)
		munmap(target->state, target->state_size);
	target->state = NULL;
}
