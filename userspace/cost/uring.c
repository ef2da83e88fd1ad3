// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include "cost/uring.h"

int uring_setup(struct io_uring *ring, unsigned int entries,
		const struct io_uring_params *params, struct err *why_not)
{
	struct io_uring_params none = { 0 };
	int ret;

	if (params)
		none = *params;
	ret = io_uring_queue_init_params(entries, ring, &none);
	if (!ret)
		return 0;
	errno = -ret;
	if (ret == -EPERM)
		cost_cannot(why_not, "io_uring is refused (sysctl kernel.io_uring_disabled, or a filter)");
	else if (ret == -ENOSYS)
		cost_cannot(why_not, "this kernel has no io_uring");
	else
		cost_cannot(why_not, "io_uring can't be set up");
	errno = -ret;
	return -1;
}

int uring_reap(struct io_uring *ring, unsigned int n, int want)
{
	struct io_uring_cqe *cqe;
	unsigned int head, seen = 0;
	int wrong = 0;

	errno = 0;
	io_uring_for_each_cqe(ring, head, cqe) {
		if (seen == n)
			break;
		seen++;
		if (cqe->res == want)
			continue;
		wrong = -1;
		errno = cqe->res < 0 ? -cqe->res : 0;
	}
	io_uring_cq_advance(ring, seen);
	return seen == n ? wrong : -1;
}

int uring_finish(struct io_uring *ring, unsigned int n, int want)
{
	int taken = io_uring_submit_and_wait(ring, n);

	if (taken != (int)n) {
		errno = taken < 0 ? -taken : 0;
		return -1;
	}
	return uring_reap(ring, n, want);
}

void uring_nops(struct io_uring *ring, unsigned int n)
{
	while (n--)
		io_uring_prep_nop(io_uring_get_sqe(ring));
}
