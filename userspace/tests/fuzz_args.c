// SPDX-License-Identifier: GPL-2.0
/*
 * The reader, given command lines that nobody would type: made of its own verbs
 * and options, which it is asked for, of values right and wrong, and of noise.
 * It all runs in this one process, so that the sanitizers see what is read,
 * written and lost. What would measure, or ask the module, does nothing here,
 * and nothing may be started.
 *
 * usage: fuzz_args VECTORS [SEED]
 */
#include <ctype.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <sanitizer/common_interface_defs.h>
#include "fuzz_args.h"
#include "util.h"

#define MAX_VERBS	32
#define MAX_OPTIONS	32
#define MAX_WORDS	12
#define WORD		6000
#define SHOWN		(1024 * 1024)

/* The doors behind which there is more than a command line. */

static unsigned long at_the_door;

int __wrap_kif_init(struct kif *kif, struct err *err)
{
	(void)kif;
	at_the_door++;
	return err_set(err, STATUS_FAILED, "there is no module here");
}

int __wrap_acts_try(struct act *acts, uint64_t entry, struct err *err)
{
	(void)acts;
	(void)entry;
	at_the_door++;
	return err_set(err, STATUS_FAILED, "nothing is tried here");
}

void __wrap_cost_measure(struct cost *cost, const struct cost_params *params)
{
	(void)cost;
	(void)params;
}

void __wrap_render_cost_csv(FILE *out, const struct cost *cost)
{
	(void)out;
	(void)cost;
	at_the_door++;
}

int __wrap_section_run(const struct section *section, bool json,
		       struct err *err)
{
	(void)section;
	(void)json;
	(void)err;
	at_the_door++;
	return 0;
}

int __wrap_section_show(const struct section *section, void *data, bool json,
			struct err *err)
{
	(void)data;
	return __wrap_section_run(section, json, err);
}

/* Of report: a section that can't be had. */
static int gather_nothing(void *data, char *const *command, struct err *err)
{
	(void)data;
	(void)command;
	return err_set(err, STATUS_FAILED, "nothing is measured here");
}

static void keep(void *data)
{
	(void)data;
}

static const struct section nothing = {
	.name = "nothing",
	.about = "nothing",
	.size = 1,
	.gather = gather_nothing,
	.free = keep,
};

const struct section *__wrap_section_cost(void) { return &nothing; }
const struct section *__wrap_section_rings(void) { return &nothing; }
const struct section *__wrap_section_vdso(void) { return &nothing; }

/* The vector that is being run, for whoever wants to see it. */

static char words[MAX_WORDS][WORD + 1];
static char *vector[MAX_WORDS + 1];
static int n_words;
static FILE *tap;

static void show_vector(void)
{
	const unsigned char *p;
	int i;

	for (i = 0; i < n_words; i++) {
		fputs(i ? " '" : "# '", tap);
		for (p = (unsigned char *)vector[i]; *p; p++)
			if (isprint(*p) && *p != '\'')
				fputc(*p, tap);
			else
				fprintf(tap, "\\%03o", *p);
		fputc('\'', tap);
	}
	fputc('\n', tap);
	fflush(tap);
}

__printf(1, 2) static void broken(const char *fmt, ...)
{
	va_list args;

	show_vector();
	fputs("# ", tap);
	va_start(args, fmt);
	vfprintf(tap, fmt, args);
	va_end(args);
	fputs("\nnot ok 1 - no command line is too much\n", tap);
	fflush(tap);
	_exit(1);
}

pid_t __wrap_fork(void)
{
	__sanitizer_print_stack_trace();
	broken("it starts a process");
	return -1;
}

/* xorshift64: the same vectors for the same seed, on any machine. */
static unsigned long long state;

static unsigned int below(unsigned int end)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state >> 16) % end;
}

static bool one_in(unsigned int n)
{
	return !below(n);
}

/* What the reader says of itself. */

static struct verb {
	char name[32];
	char options[MAX_OPTIONS][32];
	char letters[MAX_OPTIONS + 1];
	unsigned int n;
} verbs[MAX_VERBS];
static unsigned int n_verbs;

/*
 * What it shows and says goes into files without a name. The descriptor 2 stays
 * where it is: sanitizers write there.
 */
static int shows, says;
static char shown[SHOWN], said[SHOWN];

static size_t take(int fd, char *buf)
{
	ssize_t n = pread(fd, buf, SHOWN - 1, 0);

	if (n < 0 || ftruncate(fd, 0) || lseek(fd, 0, SEEK_SET))
		broken("what it says can't be read");
	buf[n] = '\0';
	return n;
}

static int run(void)
{
	int status;

	vector[n_words] = NULL;
	alarm(60);
	status = sysprobe_main(n_words, vector);
	fflush(stdout);
	fflush(stderr);
	take(shows, shown);
	take(says, said);
	return status;
}

static void ask(const char *verb)
{
	n_words = 0;
	vector[n_words++] = strcpy(words[0], "sysprobe");
	vector[n_words++] = strcpy(words[1], "help");
	if (verb)
		vector[n_words++] = strcpy(words[2], verb);
	if (run() || *said)
		broken("it doesn't explain itself: %s", said);
}

static void learn_options(struct verb *v)
{
	char *line, *rest = shown, *name;

	ask(v->name);
	while ((line = strsep(&rest, "\n"))) {
		name = strstr(line, " --");
		if (strncmp(line, "  ", 2) || !name || v->n == MAX_OPTIONS)
			continue;
		if (line[2] == '-' && line[4] == ',')
			v->letters[strlen(v->letters)] = line[3];
		snprintf(v->options[v->n++], sizeof(v->options[0]), "%.*s",
			 (int)strcspn(name + 1, " "), name + 1);
	}
}

static void learn(void)
{
	char *line, *rest = shown;
	unsigned int i, options = 0;

	ask(NULL);
	while ((line = strsep(&rest, "\n")))
		if (!strncmp(line, "  ", 2) && islower(line[2]) &&
		    n_verbs < MAX_VERBS)
			sscanf(line, "%31s", verbs[n_verbs++].name);
	for (i = 0; i < n_verbs; i++) {
		if (!strcmp(verbs[i].name, "help"))
			continue;
		learn_options(&verbs[i]);
		options += verbs[i].n;
	}
	if (n_verbs < 10 || options < 30)
		broken("it tells of %u verbs and %u options", n_verbs, options);
	fprintf(tap, "# %u verbs, %u options\n", n_verbs, options);
}

/* Values: some are right for some option. */
static const char *const values[] = {
	"1", "0", "-1", "0.5", "10", "64", "4294967296", "99999999999999999999",
	"1e308", "1e-9", "nan", "inf", "0x10", "+1", "1,2", "1.", " 1", "1 ",
	"read", "read,write", "ia32:open", "64:0-10", "0-4095", "x32:512",
	"10-1", "64:", ":", ",", "a:b:c", "getppid", "close", "kretprobe",
	"tracepoint", "direct", "auto", "ns", "ticks", "both", "calls,total",
	"p50,p99.9", "p100.1", "all", "nr", "mean:asc", "total:desc", "mean:",
	"basic", "seccomp", "io_uring", "getpid", "getpid,read_pipe", "syscall",
	"int80", "sysenter", "entry,cr3", "a.json", "b.json", "empty.json",
	"odd.json", "nothing.json", "report", "-", "--", "---", "-=", "--=",
	"", "=", "%s%s%n", "$(true)", "true", "no-such-command", "/no/dir/file",
	"/dev/full", ".", "..", "\xc3\xa9", "\xff\xfe", "\033[2J", "a\nb",
};

static void any_value(char *to)
{
	strcpy(to, values[below(ARRAY_SIZE(values))]);
}

static void noise(char *to)
{
	static const char likely[] = "-=,:.0123456789ehpx ";
	bool printable = one_in(2);
	size_t i, n = below(one_in(40) ? WORD : 24);

	for (i = 0; i < n; i++)
		to[i] = printable ? likely[below(sizeof(likely) - 1)] :
				    (char)(1 + below(255));
	to[n] = '\0';
}

/* One slip: a byte changed, left out, put in, or all of it said again. */
static void slip(char *word)
{
	size_t n = strlen(word), at = below(n + 1);

	switch (below(4)) {
	case 0:
		if (n)
			word[at % n] = 1 + below(255);
		break;
	case 1:
		if (n)
			memmove(word + at % n, word + at % n + 1, n - at % n);
		break;
	case 2:
		if (n < WORD) {
			memmove(word + at + 1, word + at, n - at + 1);
			word[at] = 1 + below(255);
		}
		break;
	default:
		if (2 * n > WORD)
			break;
		memcpy(word + n, word, n);
		word[2 * n] = '\0';
	}
}

static void any_option(const struct verb *v, char *to)
{
	if (one_in(8))
		v = &verbs[below(n_verbs)];
	if (v->letters[0] && one_in(3))
		sprintf(to, "-%c", v->letters[below(strlen(v->letters))]);
	else if (v->n)
		strcpy(to, v->options[below(v->n)]);
	else
		strcpy(to, "--help");
}

static void any_word(const struct verb *v, char *to)
{
	char value[WORD + 1];

	switch (below(8)) {
	case 0:
		noise(to);
		break;
	case 1:
	case 2:
		any_value(to);
		break;
	case 3:
		any_option(v, to);
		any_value(value);
		sprintf(to + strlen(to), "%s%.64s", to[1] == '-' ? "=" : "",
			value);
		break;
	default:
		any_option(v, to);
	}
}

static bool is_value(const char *word)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(values); i++)
		if (!strcmp(word, values[i]))
			return true;
	return false;
}

/* Files are made in this directory, and in no other. */
static void stay_here(char *word)
{
	if (!is_value(word))
		while ((word = strchr(word, '/')))
			*word = '_';
}

static void make_vector(void)
{
	const struct verb *v = &verbs[below(n_verbs)];
	int i, n = 2 + below(MAX_WORDS - 2);

	n_words = 0;
	vector[n_words++] = strcpy(words[0], "sysprobe");
	vector[n_words++] = strcpy(words[1], v->name);
	if (one_in(20))
		slip(words[1]);
	for (i = 2; i < n; i++) {
		any_word(v, words[i]);
		if (one_in(8))
			slip(words[i]);
		stay_here(words[i]);
		vector[n_words++] = words[i];
	}
}

/* "sysprobe: SENTENCE\n", and not a byte that a terminal would obey. */
static bool is_sentence(const char *text)
{
	const unsigned char *p;

	if (strncmp(text, "sysprobe: ", 10) || !text[10])
		return false;
	for (p = (const unsigned char *)text; *p; p++)
		if (iscntrl(*p))
			return *p == '\n' && !p[1];
	return false;
}

static unsigned long refused, taken;

static void judge(int status)
{
	if (status < 0 || status > 127)
		broken("its status is %d", status);
	if (!status) {
		if (*said)
			broken("nothing is wrong, and it says: %s", said);
		taken++;
		return;
	}
	/* Figures that have become worse are no mistake. */
	if (status == STATUS_WORSE && !*said && *shown &&
	    !strcmp(vector[1], "diff"))
		return;
	if (!is_sentence(said))
		broken("status %d, and no sentence: '%s'", status, said);
	if (*shown)
		broken("it refuses, and shows '%.200s'", shown);
	refused++;
}

/* Documents for diff, good and bad. */
static void write_file(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	if (!file || fputs(text, file) < 0 || fclose(file))
		broken("%s can't be written", name);
}

static void make_files(void)
{
	static const char head[] =
		"{\"schema\": \"sysprobe/1\", \"conditions\": {\"kernel\": \"x\"},\n"
		" \"entry\": {\"entry\": {\"n\": 10, \"unit\": \"ticks\",\n"
		"  \"raw\": {\"min\": 1, \"p1\": 1, \"median\": %s, \"p99\": 4, \"max\": 9}}}}\n";
	char text[512];

	snprintf(text, sizeof(text), head, "2");
	write_file("a.json", text);
	snprintf(text, sizeof(text), head, "3");
	write_file("b.json", text);
	snprintf(text, sizeof(text), head, "[{}");
	write_file("odd.json", text);
	write_file("empty.json", "");
}

static void redirect(void)
{
	int null = open("/dev/null", O_RDONLY);

	tap = fdopen(dup(STDOUT_FILENO), "w");
	shows = memfd_create("shows", 0);
	says = memfd_create("says", 0);
	stdout = fdopen(shows, "w");
	stderr = fdopen(says, "w");
	if (!tap || !stdout || !stderr || null < 0 ||
	    dup2(null, STDIN_FILENO) < 0)
		exit(1);
	close(null);
}

/* One sanitizer calls its callback, the other aborts. */
const char *__ubsan_default_options(void)
{
	return "abort_on_error=1:print_stacktrace=1";
}

static void aborted(int signal)
{
	(void)signal;
	show_vector();
	_exit(1);
}

int main(int argc, char *argv[])
{
	unsigned long i, n = argc > 1 ? strtoul(argv[1], NULL, 0) : 0;
	char dir[] = "/tmp/sysprobe-fuzz.XXXXXX", command[64];

	state = (argc > 2 ? strtoull(argv[2], NULL, 0) : 0x5eed) | 1;
	redirect();
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	fputs("1..1\n", tap);
	__sanitizer_set_death_callback(show_vector);
	signal(SIGABRT, aborted);
	signal(SIGALRM, aborted);
	make_files();
	learn();
	for (i = 0; i < n; i++) {
		make_vector();
		judge(run());
	}
	fprintf(tap, "# %lu vectors: %lu refused in a sentence, %lu taken; %lu came as far as the module\n",
		n, refused, taken, at_the_door);
	fprintf(tap, "%s 1 - no command line is too much\n",
		refused && taken && at_the_door ? "ok" : "not ok");
	fflush(tap);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command) || !refused || !taken || !at_the_door;
}
