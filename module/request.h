/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The grammar of the control files:
 *
 *	start [hook=NAME] [all | pid=IDS | tid=IDS] [on_exec] [errors] [persist]
 *	      [switches] [vdso] [calls=ABI:LIST]...
 *	start segments=ABI:NR
 *	measure cr3
 *	stop
 *	reset
 *
 * Words are separated by blanks. LIST is numbers and ranges: 0,3-5. IDS is
 * numbers: 7,9. Whatever
 * isn't understood, or is said twice, makes the whole command invalid.
 */
#ifndef SYSPROBE_REQUEST_H
#define SYSPROBE_REQUEST_H

#include <linux/types.h>
#include "filter.h"

enum sysprobe_verb {
	SYSPROBE_VERB_START,
	SYSPROBE_VERB_MEASURE,
	SYSPROBE_VERB_STOP,
	SYSPROBE_VERB_RESET,
};

/**
 * struct sysprobe_request - one command, understood
 * @verb:    what to do; the rest is for start
 * @persist: the session outlives the file it was started through
 * @hook:    as in hook=NAME; empty: not said
 * @filter:  whose calls, and which
 * @switches: switches of tasks and address spaces are counted, too
 * @vdso:    rewrites of the vDSO's time data are counted, too
 * @segments: measure the segments of one call of who writes; nothing else is
 *           said then
 * @abi:     of that call
 * @nr:      its number
 */
struct sysprobe_request {
	enum sysprobe_verb verb;
	bool persist;
	char hook[16];
	struct sysprobe_filter filter;
	bool switches;
	bool vdso;
	bool segments;
	unsigned int abi;
	u32 nr;
};

/**
 * sysprobe_request_parse - understand a command
 * @request: to be filled; what is in it after a failure means nothing
 * @line:    the command without a newline; is cut up
 *
 * Return: 0, or -EINVAL.
 */
int sysprobe_request_parse(struct sysprobe_request *request, char *line);

#endif /* SYSPROBE_REQUEST_H */
