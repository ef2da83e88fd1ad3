/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The files in debugfs and procfs.
 */
#ifndef SYSPROBE_FACES_H
#define SYSPROBE_FACES_H

/**
 * sysprobe_faces_up - make them; everything behind them must be ready
 *
 * Return: 0; -EEXIST or -ENOMEM when procfs, which control depends on, gets
 * none. A missing debugfs is no error.
 */
int sysprobe_faces_up(void);

/** sysprobe_faces_down - take them away and wait until nobody is in them */
void sysprobe_faces_down(void);

#endif /* SYSPROBE_FACES_H */
