// SPDX-License-Identifier: GPL-2.0
#include "cmd.h"

int cmd_reset(int argc, char *argv[], struct err *err)
{
	return cmd_simple(argc, argv,
			  "usage: sysprobe reset\n\n"
			  "Sets the session's figures back to zero; it goes on counting.\n",
			  "reset", err);
}
