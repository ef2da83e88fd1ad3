// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "kif.h"
#include "../module/uapi/sysprobe.h"

#define DEBUGFS_DIR	"/sys/kernel/debug/sysprobe"
#define PROCFS_DIR	"/proc/sysprobe"
#define BOOT_ID_FILE	"/proc/sys/kernel/random/boot_id"

static void set_dir(char *dir, size_t size, const char *variable,
		    const char *usual)
{
	const char *moved = secure_getenv(variable);

	snprintf(dir, size, "%s", moved && *moved ? moved : usual);
}

int kif_init(struct kif *kif, struct err *err)
{
	struct stat st;

	set_dir(kif->debugfs, sizeof(kif->debugfs), "SYSPROBE_DEBUGFS",
		DEBUGFS_DIR);
	set_dir(kif->procfs, sizeof(kif->procfs), "SYSPROBE_PROCFS",
		PROCFS_DIR);
	if (stat(kif->procfs, &st) && stat(kif->debugfs, &st))
		return err_set(err, STATUS_FAILED,
			       "the sysprobe module is not loaded; load it with 'modprobe sysprobe' or 'insmod module/sysprobe.ko', as root");
	return 0;
}

/* Is there a debugfs to be mounted? Boot options can take it away. */
static bool has_debugfs(void)
{
	struct err ignored;
	char *types = kif_kernel_file("/proc/filesystems", &ignored);
	bool has = !types || strstr(types, "\tdebugfs\n");

	free(types);
	return has;
}

/* Why a file of the module did not open, and what to do about it. */
static int cannot_open(const struct kif *kif, const char *path, int error,
		       struct err *err)
{
	struct stat st;

	if (error == EACCES || (error == EPERM && geteuid() != 0))
		return err_set(err, STATUS_FAILED,
			       "no permission to open %s; run as root, with sudo",
			       path);
	if (error == EPERM)
		return err_set(err, STATUS_FAILED,
			       "this kernel is locked down and refuses %s; %s/control and %s/summary still work, the rest needs a boot without lockdown",
			       path, kif->procfs, kif->procfs);
	if (error == ENOENT && stat(kif->debugfs, &st) && !has_debugfs())
		return err_set(err, STATUS_FAILED,
			       "this kernel was booted or built without debugfs; %s/control and %s/summary still work, the rest needs a boot without the option debugfs=",
			       kif->procfs, kif->procfs);
	if (error == ENOENT && stat(kif->debugfs, &st))
		return err_set(err, STATUS_FAILED,
			       "debugfs is not mounted; mount it with 'mount -t debugfs none /sys/kernel/debug', as root");
	if (error == ENOENT)
		return err_set(err, STATUS_FAILED,
			       "the loaded module has no %s; load the one that came with this reader",
			       path);
	return err_set(err, STATUS_FAILED,
		       "cannot open %s (%s); look at the kernel's log", path,
		       strerror(error));
}

/* Read what there is, up to limit; a NUL follows it. */
static char *read_all(const char *path, int fd, size_t limit, size_t *size,
		      struct err *err)
{
	size_t room = 16384, used = 0;
	char *buf = malloc(room + 1), *grown;
	ssize_t n = 1;

	while (buf && n > 0 && used < limit) {
		if (used == room) {
			room = room * 2 > limit ? limit : room * 2;
			grown = realloc(buf, room + 1);
			if (!grown)
				free(buf);
			buf = grown;
			continue;
		}
		n = read(fd, buf + used, room - used);
		if (n < 0 && errno == EINTR)
			n = 1;
		else if (n > 0)
			used += n;
	}
	if (!buf) {
		err_no_memory(err);
		return NULL;
	}
	if (n < 0) {
		err_set(err, STATUS_FAILED,
			"cannot read %s (%s); look at the kernel's log", path,
			strerror(errno));
		free(buf);
		return NULL;
	}
	buf[used] = '\0';
	*size = used;
	return buf;
}

static char *read_file(const struct kif *kif, const char *dir,
		       const char *name, size_t *size, struct err *err)
{
	char path[PATH_MAX];
	char *text;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		cannot_open(kif, path, errno, err);
		return NULL;
	}
	/* One byte more than there may be shows that there is more. */
	text = read_all(path, fd, SYSPROBE_MAX_SNAPSHOT + 1, size, err);
	close(fd);
	if (text && *size > SYSPROBE_MAX_SNAPSHOT) {
		err_set(err, STATUS_FAILED,
			"%s is larger than any this reader knows; install the reader that came with the module",
			path);
		free(text);
		return NULL;
	}
	return text;
}

char *kif_text(const struct kif *kif, const char *name, struct err *err)
{
	size_t size;

	return read_file(kif, kif->debugfs, name, &size, err);
}

char *kif_summary(const struct kif *kif, struct err *err)
{
	size_t size;

	return read_file(kif, kif->procfs, "summary", &size, err);
}

void *kif_snapshot(const struct kif *kif, size_t *size, struct err *err)
{
	return read_file(kif, kif->debugfs, "snapshot", size, err);
}

int kif_open(const struct kif *kif, struct kif_session *session,
	     struct err *err)
{
	char path[PATH_MAX];

	session->number = 0;
	snprintf(path, sizeof(path), "%s/control", kif->procfs);
	session->fd = open(path, O_RDWR | O_CLOEXEC);
	if (session->fd < 0 && errno == ENOENT) {
		snprintf(path, sizeof(path), "%s/control", kif->debugfs);
		session->fd = open(path, O_RDWR | O_CLOEXEC);
	}
	if (session->fd < 0)
		return cannot_open(kif, path, errno, err);
	return 0;
}

/* The number after "key=" in what control says; 0 if it says none. */
static unsigned long long control_number(const char *line, const char *key)
{
	const char *at = strstr(line, key);

	return at ? strtoull(at + strlen(key), NULL, 10) : 0;
}

static void read_control(const struct kif_session *session, char *buf,
			 size_t size)
{
	ssize_t n = pread(session->fd, buf, size - 1, 0);

	buf[n > 0 ? n : 0] = '\0';
}

static int somebody_elses(const struct kif_session *session, struct err *err)
{
	unsigned long long number, owner;
	char line[512];

	read_control(session, line, sizeof(line));
	number = control_number(line, "session=");
	owner = control_number(line, "owner=");
	if (control_number(line, "persist="))
		return err_set(err, STATUS_FAILED,
			       "session %llu, started by process %llu to persist, is counting; end it with 'sysprobe stop' or look at it with 'sysprobe stat --last'",
			       number, owner);
	return err_set(err, STATUS_FAILED,
		       "process %llu is counting (session %llu); wait until it is done, or end that process",
		       owner, number);
}

static int command_failed(const struct kif_session *session,
			  const char *command, int error, struct err *err)
{
	bool segments = !strncmp(command, "start segments", 14);
	bool measures = !strncmp(command, "measure", 7);

	switch (error) {
	case EBUSY:
		return somebody_elses(session, err);
	case EINVAL:
		return err_set(err, STATUS_FAILED,
			       "the module does not understand '%s'; load the module that came with this reader",
			       command);
	case ESRCH:
		return err_set(err, STATUS_FAILED,
			       "there is no such process or thread; look it up with ps");
	case EOPNOTSUPP:
		if (segments)
			return err_set(err, STATUS_FAILED,
				       "this kernel has no function at which segments of such calls can be measured (x64_sys_call and its siblings, from 6.1.y on); try another --method");
		if (strstr(command, " switches"))
			return err_set(err, STATUS_FAILED,
				       "this kernel has no tracepoints sched_switch and tlb_flush, or no hook; 'sysprobe status' says which hooks there are");
		if (strstr(command, " hook=direct") &&
		    !strstr(command, " pid=") && !strstr(command, " tid="))
			return err_set(err, STATUS_FAILED,
				       "hook direct takes no session for every task, as sleepers may never return; name a process, or choose another --hook");
		return err_set(err, STATUS_FAILED,
			       "this hook is not possible on this kernel; 'sysprobe status' says why, '--hook auto' takes the best there is");
	case ENOENT:
		return err_set(err, STATUS_FAILED,
			       "nothing is counting; begin with 'sysprobe start' or 'sysprobe stat'");
	case EIO:
		return err_set(err, STATUS_FAILED,
			       "the hook is in place but does not fire; switch probes on again with 'echo 1 > /sys/kernel/debug/kprobes/enabled' and 'sysctl kernel.ftrace_enabled=1'%s",
			       segments ? "" : ", or try --hook tracepoint");
	case ENOTRECOVERABLE:
		return err_set(err, STATUS_FAILED,
			       "a probe of an earlier session could not be taken off, so there are no sessions any more; look at the kernel's log, and boot anew");
	case ENOMEM:
		return err_set(err, STATUS_FAILED,
			       measures ?
			       "the kernel has no memory to measure with; free some" :
			       "the kernel has no memory for the counters; choose fewer syscalls with -e, or free some");
	case E2BIG:
		return err_set(err, STATUS_FAILED,
			       "too many syscalls were listed one by one; list ranges, or fewer");
	case EACCES:
	case EPERM:
		return err_set(err, STATUS_FAILED,
			       "no permission to control sysprobe; run as root, with sudo");
	default:
		return err_set(err, STATUS_FAILED,
			       "the module refused '%s' (%s); look at the kernel's log",
			       command, strerror(error));
	}
}

int kif_command(struct kif_session *session, const char *command,
		struct err *err)
{
	char line[SYSPROBE_MAX_COMMAND + 2];
	int length = snprintf(line, sizeof(line), "%s\n", command);
	ssize_t n;

	if (length > (int)SYSPROBE_MAX_COMMAND)
		return command_failed(session, command, E2BIG, err);
	n = write(session->fd, line, length);
	if (n != length)
		return command_failed(session, command, n < 0 ? errno : EMSGSIZE,
				      err);
	if (!strncmp(command, "start", 5)) {
		read_control(session, line, sizeof(line));
		session->number = control_number(line, "session=");
	}
	return 0;
}

void kif_close(struct kif_session *session)
{
	if (session->fd >= 0)
		close(session->fd);
	session->fd = -1;
}

int kif_unload(const struct kif *kif, struct err *err)
{
	/* These are no files of the module that would go. */
	if (strcmp(kif->procfs, PROCFS_DIR))
		return err_set(err, STATUS_FAILED,
			       "SYSPROBE_PROCFS names %s, and no module is unloaded for that; unset it",
			       kif->procfs);
	if (!syscall(SYS_delete_module, "sysprobe", O_NONBLOCK))
		return 0;
	switch (errno) {
	case EWOULDBLOCK:
		return 1;
	case ENOENT:
		/* Somebody else was faster. */
		return 0;
	case EPERM:
		return err_set(err, STATUS_FAILED,
			       "no permission to unload the module; run as root, with sudo");
	case EBUSY:
		return err_set(err, STATUS_FAILED,
			       "the module is being loaded or unloaded by somebody else; try again");
	default:
		return err_set(err, STATUS_FAILED,
			       "the module can't be unloaded (%s); look at the kernel's log",
			       strerror(errno));
	}
}

char *kif_kernel_file(const char *path, struct err *err)
{
	size_t size;
	char *text;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		err_set(err, STATUS_FAILED,
			"cannot open %s (%s); mount /proc and /sys", path,
			strerror(errno));
		return NULL;
	}
	text = read_all(path, fd, SYSPROBE_MAX_SNAPSHOT, &size, err);
	close(fd);
	return text;
}

void kif_kernel_line(const char *path, char *buf, size_t size)
{
	struct err ignored;
	char *text = kif_kernel_file(path, &ignored);

	snprintf(buf, size, "%.*s", text ? (int)strcspn(text, "\n") : 0,
		 text ?: "");
	free(text);
}

void kif_boot_id(char *buf, size_t size)
{
	kif_kernel_line(BOOT_ID_FILE, buf, size);
}
