// SPDX-License-Identifier: GPL-2.0
/*
 * Opens a file by KernelShark's own library, and shows what KernelShark would list:
 * a line for each event, of time, CPU, task, event and its fields, with tabs between.
 *
 * usage: kernelshark FILE
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <libkshark.h>

static void show(const struct kshark_entry *entry)
{
	char *task = kshark_get_task(entry);
	char *event = kshark_get_event_name(entry);
	char *info = kshark_get_info(entry);

	printf("%" PRId64 "\t%d\t%s\t%s\t%s\n", entry->ts, entry->cpu, task, event, info);
	free(task);
	free(event);
	free(info);
}

int main(int argc, char **argv)
{
	struct kshark_context *context = NULL;
	struct kshark_entry **entries = NULL;
	ssize_t i, n;
	int stream;

	if (argc != 2 || !kshark_instance(&context))
		return 2;
	stream = kshark_open(context, argv[1]);
	if (stream < 0) {
		fprintf(stderr, "libkshark opens no such file (%d)\n", stream);
		return 1;
	}
	n = kshark_load_entries(context, stream, &entries);
	if (n < 0) {
		fprintf(stderr, "libkshark loads no events (%zd)\n", n);
		return 1;
	}
	for (i = 0; i < n; i++) {
		show(entries[i]);
		free(entries[i]);
	}
	free(entries);
	kshark_close(context, stream);
	kshark_free(context);
	return 0;
}
