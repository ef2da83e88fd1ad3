/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The linker's --wrap: calls go to __wrap_X(), which may call __real_X().
 */
#ifndef SYSPROBE_TESTS_WRAP_H
#define SYSPROBE_TESTS_WRAP_H

#include <sys/types.h>

int __real_open(const char *path, int flags, mode_t mode);
ssize_t __real_write(int fd, const void *buf, size_t size);
ssize_t __real_pread(int fd, void *buf, size_t size, off_t at);
int __wrap_open(const char *path, int flags, mode_t mode);
ssize_t __wrap_write(int fd, const void *buf, size_t size);
ssize_t __wrap_pread(int fd, void *buf, size_t size, off_t at);

#endif /* SYSPROBE_TESTS_WRAP_H */
