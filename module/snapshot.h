/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All figures as uapi/sysprobe.h lays them out.
 */
#ifndef SYSPROBE_SNAPSHOT_H
#define SYSPROBE_SNAPSHOT_H

#include <linux/types.h>

void sysprobe_snapshot_init(void);

/**
 * sysprobe_snapshot_take - take one
 * @size: bytes of it
 *
 * Return: the snapshot, to be given to vfree(); ERR_PTR(-ENOMEM or -EINTR).
 */
void *sysprobe_snapshot_take(size_t *size);

#endif /* SYSPROBE_SNAPSHOT_H */
