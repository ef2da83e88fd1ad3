// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include "switches.h"
#include "util.h"

void switches_free(struct switches *s)
{
	text_free(&s->text);
	memset(s, 0, sizeof(*s));
}

int switches_parse(struct switches *s, char *bytes, struct err *err)
{
	static const char *const columns[] = {
		"cpu", "event", "n", "whole", "pages",
	};

	if (text_table(&s->text, bytes, "switches", err))
		return -1;
	if (!s->text.n_rows)
		return err_set(err, STATUS_FAILED,
			       "another session began before this one's switches were read; run it again");
	return text_needs(&s->text, "switches", columns, ARRAY_SIZE(columns),
			  err);
}

uint64_t switches_sum(const struct switches *s, const char *cpu,
		      const char *event)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < s->text.n_rows; i++)
		if (!strcmp(text_field(&s->text, i, "event"), event) &&
		    (!cpu || !strcmp(text_field(&s->text, i, "cpu"), cpu)))
			sum += strtoull(text_field(&s->text, i, "n"), NULL, 10);
	return sum;
}
