// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "segments.h"

int segments_parse(struct segments *s, char *bytes, struct err *err)
{
	static const char *const names[SEGMENT_ROWS] = {
		[SYSPROBE_SEGMENT_ENTRY] = "entry",
		[SYSPROBE_SEGMENT_BODY] = "body",
		[SYSPROBE_SEGMENT_EXIT] = "exit",
		[SYSPROBE_SEGMENTS] = "sum",
	};
	size_t i, row, found = 0;
	const char *name;

	if (text_table(&s->text, bytes, "entry", err))
		return -1;
	for (row = 0; row < s->text.n_rows; row++) {
		name = text_field(&s->text, row, "segment");
		for (i = 0; name && i < SEGMENT_ROWS; i++) {
			if (strcmp(name, names[i]))
				continue;
			measurement_read(&s->rows[i], &s->text, row, "hook");
			found++;
		}
	}
	if (found == SEGMENT_ROWS)
		return 0;
	text_free(&s->text);
	return err_set(err, STATUS_FAILED,
		       "the module's file entry does not have the rows it should; load the module that came with this reader");
}

void segments_free(struct segments *s)
{
	text_free(&s->text);
	memset(s, 0, sizeof(*s));
}
