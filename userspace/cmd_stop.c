// SPDX-License-Identifier: GPL-2.0
#include "cmd.h"

int cmd_stop(int argc, char *argv[], struct err *err)
{
	return cmd_simple(argc, argv,
			  "usage: sysprobe stop\n\n"
			  "Ends the session. Its figures stay until the next one begins.\n",
			  "stopped; 'sysprobe stat --last' shows what was counted",
			  err);
}
