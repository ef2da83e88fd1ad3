/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The linker's --wrap: calls go to __wrap_X(), which may call __real_X().
 */
#ifndef SYSPROBE_TESTS_WRAP_H
#define SYSPROBE_TESTS_WRAP_H

#include <sys/types.h>
#include <time.h>

int __real_open(const char *path, int flags, mode_t mode);
ssize_t __real_write(int fd, const void *buf, size_t size);
ssize_t __real_pread(int fd, void *buf, size_t size, off_t at);
int __wrap_open(const char *path, int flags, mode_t mode);
ssize_t __wrap_write(int fd, const void *buf, size_t size);
ssize_t __wrap_pread(int fd, void *buf, size_t size, off_t at);

int __real_fexecve(int fd, char *const argv[], char *const envp[]);
int __real_memfd_create(const char *name, unsigned int flags);
int __real_clock_gettime(clockid_t clock, struct timespec *t);
int __wrap_fexecve(int fd, char *const argv[], char *const envp[]);
int __wrap_memfd_create(const char *name, unsigned int flags);
int __wrap_clock_gettime(clockid_t clock, struct timespec *t);

unsigned long __real_getauxval(unsigned long type);
unsigned long __wrap_getauxval(unsigned long type);

int __real_fsync(int fd);
int __wrap_fsync(int fd);

#endif /* SYSPROBE_TESTS_WRAP_H */
