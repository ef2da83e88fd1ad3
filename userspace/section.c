// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include "cmd.h"
#include "section.h"

int section_show(const struct section *section, void *data, bool json,
		 struct err *err)
{
	struct document doc;

	if (!json) {
		section->head(stdout, data);
		section->render(stdout, data);
		return 0;
	}
	cmd_document(&doc);
	section->json(&doc, data);
	return cmd_document_end(&doc, err);
}

int section_run(const struct section *section, bool json, struct err *err)
{
	void *data = calloc(1, section->size);
	int ret;

	if (!data)
		return err_no_memory(err);
	ret = section->gather(data, NULL, err);
	if (!ret)
		ret = section_show(section, data, json, err);
	section->free(data);
	free(data);
	return ret;
}

int section_verb(const struct section *section, int argc, char *argv[],
		 const char *usage, struct err *err)
{
	bool json;
	int ret;

	ret = cmd_shows(argc, argv, usage, &json, err);
	if (ret)
		return ret < 0 ? -1 : 0;
	return section_run(section, json, err);
}
