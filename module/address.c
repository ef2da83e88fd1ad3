// SPDX-License-Identifier: GPL-2.0
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/user_namespace.h>
#include "address.h"

/* The kernel has no exported word for the second but %pK, which prints zeros. */
bool sysprobe_address_shown(const struct file *file)
{
	char pointer[20];

	if (!file_ns_capable(file, &init_user_ns, CAP_SYSLOG))
		return false;
	snprintf(pointer, sizeof(pointer), "%pK", &sysprobe_address_shown);
	return strspn(pointer, "0") != strlen(pointer);
}
