// SPDX-License-Identifier: GPL-2.0
/*
 * Handlers aren't exported, and to look up a name takes some kernels many
 * milliseconds. But a dispatcher goes to each of its handlers by a call or a
 * jump, and what stands at an address is cheap to ask: whatever in a
 * dispatcher's code looks like a jump to the first byte of a function with a
 * handler's name is one.
 */
#include <linux/errno.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include "abi.h"
#include "handlers.h"
#include "symbols.h"

/* One by one, where there are no dispatchers (before 6.1.y). */
#define MAX_LOOKUPS	32

/**
 * struct search - for the handlers of one ABI
 * @filter: which
 * @abi:    enum sysprobe_abi
 * @at:     by number; 0: not found yet
 */
struct search {
	const struct sysprobe_filter *filter;
	unsigned int abi;
	unsigned long *at;
};

/* An execve that is waited for need not be selected itself. */
static bool wanted(const struct search *search, u32 nr)
{
	u8 flags = search->filter->flags[search->abi][nr];

	return flags & SYSPROBE_CALL_SELECTED ||
	       (search->filter->on_exec && flags & SYSPROBE_CALL_EXEC);
}

static unsigned int count_wanted(const struct search *search)
{
	unsigned int n = 0;
	u32 nr;

	for (nr = 0; nr < sysprobe_abi_numbers(search->abi); nr++)
		n += wanted(search, nr);
	return n;
}

/* Of the function around an address: where it begins, how long it is, its name. */
static bool function_at(unsigned long address, unsigned long *begin,
			unsigned long *size, char name[KSYM_SYMBOL_LEN])
{
	unsigned long offset;
	char *plus;

	sprint_symbol(name, address);
	plus = strrchr(name, '+');
	if (!plus || sscanf(plus, "+0x%lx/0x%lx", &offset, size) != 2)
		return false;
	*plus = '\0';
	*begin = address - offset;
	return true;
}

/*
 * A handler without arguments goes by several names, those of other ABIs among
 * them, and the kernel tells one.
 */
static const char *strip(const char *name)
{
	static const char * const prefixes[] = {
		"__x64_", "__ia32_", "__x32_", "__do_",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(prefixes); i++)
		if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
			return name + strlen(prefixes[i]);
	return NULL;
}

static void note_target(const struct search *search, unsigned long target)
{
	char symbol[KSYM_SYMBOL_LEN];
	unsigned long begin, size;
	const char *name;
	u32 nr;

	if (!function_at(target, &begin, &size, symbol) || begin != target)
		return;
	name = strip(symbol);
	if (!name)
		return;
	for (nr = 0; nr < sysprobe_abi_numbers(search->abi); nr++)
		if (!search->at[nr] &&
		    !strcmp(name, sysprobe_abi_handler(search->abi, nr)))
			search->at[nr] = target;
}

/*
 * CALL and JMP are one byte, a conditional jump two, and a distance of four
 * bytes from the end of the instruction. 0: it is none of them.
 */
static unsigned long jump_target(const u8 *code, const u8 *end)
{
	s32 distance;

	if (code + 2 < end && code[0] == 0x0f && (code[1] & 0xf0) == 0x80)
		code++;
	else if (code[0] != 0xe8 && code[0] != 0xe9)
		return 0;
	if (code + 1 + sizeof(distance) > end)
		return 0;
	memcpy(&distance, code + 1, sizeof(distance));
	return (unsigned long)code + 1 + sizeof(distance) + distance;
}

static int scan_dispatcher(const struct search *search, unsigned long at)
{
	unsigned long begin, size, target;
	char name[KSYM_SYMBOL_LEN];
	const u8 *code, *end;

	if (!function_at(at, &begin, &size, name))
		return -EOPNOTSUPP;
	end = (const u8 *)begin + size;
	for (code = (const u8 *)begin; code < end; code++) {
		target = jump_target(code, end);
		/* Its own branches are the most. */
		if (target && target - begin >= size)
			note_target(search, target);
	}
	return 0;
}

/* Disabled, a probe patches nothing and has an address. */
static unsigned long look_up(const char *prefix, const char *name)
{
	char symbol[KSYM_NAME_LEN];
	struct kprobe probe = { .symbol_name = symbol,
				.flags = KPROBE_FLAG_DISABLED };
	unsigned long at;

	snprintf(symbol, sizeof(symbol), "%s%s", prefix, name);
	if (register_kprobe(&probe))
		return 0;
	at = (unsigned long)probe.addr;
	unregister_kprobe(&probe);
	return at;
}

static int look_up_each(const struct search *search)
{
	const char *name;
	u32 nr;

	if (count_wanted(search) > MAX_LOOKUPS)
		return -E2BIG;
	for (nr = 0; nr < sysprobe_abi_numbers(search->abi); nr++) {
		if (!wanted(search, nr))
			continue;
		name = sysprobe_abi_handler(search->abi, nr);
		search->at[nr] = look_up(sysprobe_abi_prefix(search->abi), name);
		/* Before 5.13 x32's own handlers had a prefix of theirs. */
		if (!search->at[nr] && search->abi == SYSPROBE_ABI_X32)
			search->at[nr] = look_up("__x32_", name);
	}
	return 0;
}

/* Adds those of one ABI to @addresses, of which there are @n. */
static int find_abi(const struct search *search, unsigned long *addresses,
		    unsigned int *n)
{
	unsigned long dispatcher;
	int err;
	u32 nr;

	dispatcher = sysprobe_symbols_at(sysprobe_abi_dispatcher(search->abi));
	memset(search->at, 0, SYSPROBE_MAX_NR * sizeof(*search->at));
	err = dispatcher ? scan_dispatcher(search, dispatcher) :
			   look_up_each(search);
	if (err)
		return err;
	for (nr = 0; nr < sysprobe_abi_numbers(search->abi); nr++) {
		if (!wanted(search, nr))
			continue;
		if (!search->at[nr])
			return -EOPNOTSUPP;
		addresses[(*n)++] = search->at[nr];
	}
	return 0;
}

static int by_address(const void *a, const void *b)
{
	unsigned long x = *(const unsigned long *)a;
	unsigned long y = *(const unsigned long *)b;

	return x < y ? -1 : x > y;
}

static unsigned int sort_once(unsigned long *addresses, unsigned int n)
{
	unsigned int i, kept = 0;

	sort(addresses, n, sizeof(*addresses), by_address, NULL);
	for (i = 0; i < n; i++)
		if (!kept || addresses[i] != addresses[kept - 1])
			addresses[kept++] = addresses[i];
	return kept;
}

int sysprobe_handlers_find(const struct sysprobe_filter *filter,
			   unsigned long more, unsigned long **addresses)
{
	struct search search = { .filter = filter };
	unsigned int n = 1;
	int err = -ENOMEM;

	search.at = kcalloc(SYSPROBE_MAX_NR, sizeof(*search.at), GFP_KERNEL);
	for (; search.abi < SYSPROBE_ABIS; search.abi++)
		n += count_wanted(&search);
	*addresses = kvmalloc_array(n, sizeof(**addresses), GFP_KERNEL);
	if (!search.at || !*addresses)
		goto free;
	(*addresses)[0] = more;
	n = 1;
	for (search.abi = 0; search.abi < SYSPROBE_ABIS; search.abi++) {
		if (!count_wanted(&search))
			continue;
		err = find_abi(&search, *addresses, &n);
		if (err)
			goto free;
	}
	kfree(search.at);
	return sort_once(*addresses, n);

free:
	kfree(search.at);
	kvfree(*addresses);
	*addresses = NULL;
	return err;
}
