/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The JSON report: the contract with other programs.
 *
 * Version "sysprobe/1". document.c makes the frame, and a renderer each section.
 * New keys may appear anywhere without a new version; a key's meaning, type or
 * absence changes only with one. Order means nothing.
 *
 *	{
 *	  "schema": "sysprobe/1",
 *	  "conditions": {
 *	    "reader": "0.1.0",             of the program that wrote this
 *	    "time": "2025-01-31T12:00:00Z", when it did
 *	    "tick": "time",                or "instruction", where that is counted
 *	    "boot_id": "...",              the kernel's, absent if unknown
 *	    "emulated": false,             the CPU is software (TCG, Bochs)
 *	    "load_id": "...",              UUID of this load of the module
 *	    "errors_only": false,          only failing calls were counted
 *	    "notes": ["..."],              sentences for people
 *	    "kernel": "...", ...           strings, as the module gave them
 *	  },
 *	  "session": {
 *	    "id": 3, "generation": 4, "running": false, "cpus": 2,
 *	    "interval": 0,       number of this interval; 0: the whole session
 *	    "start_ns": N,       CLOCK_REALTIME when it began
 *	    "read_ns": N,        CLOCK_REALTIME when the figures were taken
 *	    "active_ns": N,      time counted, in the interval if it is one
 *	    "tick_khz": N        TSC ticks per ms; 0: unknown, no ns then
 *	  },
 *	  "counters": {                    what was lost or set aside
 *	    "NAME": {
 *	      "value": N,                  null where "unseen"
 *	      "lower_bound": false,        there may have been more
 *	      "normal": false,             no anomaly: the books balance
 *	      "unseen": false,             the hook cannot see them
 *	      "level": false               how many now, not how often since
 *	    }
 *	  },
 *	  "syscalls": [ {
 *	    "abi": "64", "nr": 0, "name": "read", "handler": "sys_read",
 *	    "calls": N, "returned": N, "errors": N, "restarted": N,
 *	    "slept": N, "preempted": N, "result_sum": N,
 *	    "share": 0.25,                 of all calls' wall time
 *	    "wall": FIGURE,                handler entry to return
 *	    "oncpu": FIGURE,               sum and mean only
 *	    "slept_wall": FIGURE,          of calls that slept: sum and mean
 *	    "histogram": {
 *	      "unit": "ticks",             whatever the figures' unit
 *	      "ran": [[FROM, TO, N], ...], calls of FROM <= ticks < TO,
 *	      "slept": [[FROM, TO, N], ...]  empty buckets left out; TO is null
 *	    }                              for the open end
 *	  } ],
 *	  "errors": [ {
 *	    "abi": "64", "nr": 2, "name": "open", "error": 2,
 *	    "errno": "ENOENT", "count": N
 *	  } ],
 *	  "overhead": [ { "name": "...", FIGURE's keys } ]
 *	}
 *
 * In "errors", what the module's table had no room for is one row with error 0
 * and errno "other"; abi, nr and name are null there.
 *
 * Every measured figure is an object:
 *
 *	{
 *	  "n": N,                          how many were measured
 *	  "unit": "ticks",                 of the TSC (no CPU cycles), or "ns"
 *	  "raw": {                         as measured, the hook's part included;
 *	    "sum": N, "min": N,            absent where n is 0
 *	    "p1": N, "mean": N, "median": N, "p99": N,
 *	    "p999": N, "max": N,
 *	    "near": ["min", "max"]         these are only a bucket's edge (of an
 *	  }                                interval); absent if none are
 *	}
 *
 * Where a figure is also known without the instrument's part, "corrected"
 * stands beside "raw" and has the same keys. In "overhead" the run without the
 * hook is already subtracted, and "raw" has "baseline", that run's median.
 *
 * Every verb writes "schema" and "conditions", the latter without "load_id",
 * "errors_only" and "notes" unless it is stat; "emulated" is absent where the
 * module has told nothing of the machine and a tick is time. "entry --json" adds
 *
 *	"entry": {
 *	  "name": "getppid", "cpu": 1,     -1: not kept to one
 *	  "tick_khz": N,
 *	  "methods": [ {
 *	    "method": "syscall",           int80, x32, sysenter, syscall32
 *	    "skipped": null,               or why, and nothing else then
 *	    "abi": "64", "nr": 110, "calls": N,
 *	    "round_trip_only": null,       or why; none of the next three lines then
 *	    "followed": N,
 *	    "probe": "...", ...            strings, as the module gave them
 *	    "entry": FIGURE, "body": FIGURE, "exit": FIGURE, "sum": FIGURE,
 *	    "unprobed": FIGURE,            round trip without the hook
 *	    "caller": FIGURE               the caller's own part of that
 *	  } ]
 *	}
 *
 * "corrected" has "median" (null: below the noise), "hook", "noise" there.
 *
 * "cr3 --json" adds
 *
 *	"cr3": {
 *	  "kpti": "on ...", ...            strings, as the module gave them
 *	  "pages": [ {
 *	    "page": "kernel_text", "table": "user_derived",
 *	    "present": false, "level": 2,  where the walk ended
 *	    "user": false, "write": false, "exec": false, "global": false
 *	  } ]
 *	}
 *
 * "cr3 --cost --json" and "cr3 --tax --json" add
 *
 *	"cr3_cost": {
 *	  "kpti": true, "pcide": false, "tick_khz": N,
 *	  "interrupts_off": "...",
 *	  "left_out": { "OPERATION": "a sentence" },
 *	  "operations": [ {
 *	    "operation": "write_flush", "cpu": 0,
 *	    "cost": FIGURE                 "corrected" as in "entry", "harness"
 *	  } ],                             for "hook"
 *	  "write": "switch_flush",         what KPTI does twice in each call
 *	  "tax": [ {
 *	    "cpu": 0, "n": N, "unit": "ticks",
 *	    "two_writes": N,               null: below the noise
 *	    "page": 1.5                    null: PCIDs let the TLB keep all
 *	  } ]
 *	}
 *
 * "cr3 --switches S --json" adds
 *
 *	"switches": {
 *	  "active_ns": N, "calls": N, "kpti": true,
 *	  "kpti_cr3_writes_at_least": N, "mm_switches": N,
 *	  "events": [ {
 *	    "cpu": 0, "event": "mm_switch_kept", "n": N, "whole": N, "pages": N
 *	  } ]
 *	}
 *
 * "rings --json" adds
 *
 *	"rings": {
 *	  "why_no_registers": null,        or a sentence
 *	  "registers": [ {
 *	    "register": "CR4", "value": "0x...", "hidden": false,
 *	    "meaning": ["PAE", ...],
 *	    "cpus": [0, 1],                that have this value
 *	    "differs": false,              others have another
 *	    "per_cpu": false               each has its own by design
 *	  } ],                             "value" is null if it isn't known
 *	  "acts": [ {
 *	    "name": "hlt", "instruction": "HLT", "what": "...",
 *	    "outcome": "stopped",          emulated, allowed, lost
 *	    "exception": "#GP", "vector": 13, "error_code": 0, "signal": 11
 *	  } ]                              null where there was none
 *	}
 *
 * "vdso --json" adds
 *
 *	"vdso": {
 *	  "why_no_functions": null,        or a sentence
 *	  "functions": [ {
 *	    "name": "__vdso_time", "version": "LINUX_2.6",
 *	    "offset": N, "size": N
 *	  } ],
 *	  "maps": [ {                      "offset" from the vDSO
 *	    "name": "[vvar]", "perms": "r--p", "offset": -16384, "size": N
 *	  } ],
 *	  "clocksource": "tsc",            null: not known
 *	  "clocksources": ["tsc", ...],
 *	  "time_namespace": false, "static_program": false,
 *	  "cpu": 1, "tick_khz": N,         as in "entry"
 *	  "compared_on_cpus": 2,           of "readings"; null: not known
 *	  "moves": N,                      between CPUs, meanwhile
 *	  "why_not_counted": null,         or why "entries" are null
 *	  "counted_calls": N,              calls that "entries" are of
 *	  "calls": [ {
 *	    "name": "clock_gettime TAI",
 *	    "skipped": null,               or why, and nothing else then
 *	    "libc": WAY, "vdso": WAY, "syscall": WAY,
 *	    "ratio": 8.5,                  syscall to vDSO; null: not known
 *	    "answered_in": "user_space",   kernel, partly_kernel,
 *	                                   user_space_by_time, kernel_by_time,
 *	                                   unknown
 *	    "why": null,                   or why not in user space
 *	    "readings": N, "backwards": 0  null: none were compared
 *	  } ],
 *	  "ia32": {                        of 32-bit programs
 *	    "skipped": null,               or why, and nothing else then
 *	    "enters_by": "sysenter",
 *	    "functions": [...], "why_not_counted": null,
 *	    "counted_calls": N, "calls": [...]
 *	  }
 *	}
 *
 * where WAY is { "skipped": null, "block": N, "cost": FIGURE, "entries": 0 };
 * "corrected" is as in "cr3_cost".
 *
 * "record --json" adds
 *
 *	"record": {
 *	  "file": "trace.dat",             null: its name is not UTF-8
 *	  "clock": "local", "buffer_kib": N,
 *	  "events": [ { "event": "sysprobe_syscall", "written": N, "counted": N } ],
 *	  "others": N, "untold": N,
 *	  "cpus": [ {
 *	    "cpu": 0, "bytes": N, "written": N,
 *	    "overrun": N, "commit_overrun": N, "dropped": N
 *	  } ],
 *	  "written": N, "lost": N, "counted": N, "equal": true,
 *	  "unseen": N, "ended_early": false
 *	}
 *
 * "vdso --watch S --json" writes a document a line, each with
 *
 *	"vdso_rewrites": {
 *	  "seconds": 1.0,                  that this is about
 *	  "clocksource": "tsc", "vdso_mode": "tsc", "hz": "250",
 *	  "probe": "ftrace",
 *	  "updates": N, "by_tick": N, "by_set": N, "by_other": N,
 *	  "ticks": N, "time_zone": N, "random": N, "missed": N,
 *	  "interval": FIGURE,              of the last 4,096, since the start
 *	  "write": FIGURE                  the same; "corrected" as in "entry"
 *	}
 *
 * and "report" has one, with "busy": true and "tick_khz".
 *
 * "report --json" writes all of these sections. One that can't be had is
 * {"skipped": "a sentence"}; "session" stands for all that stat writes.
 *
 * "name" and "handler" are null if they aren't known. Integers beyond 2^63 - 1
 * are written as reals. With --interval the file holds one such object a line
 * for each interval and a last one, with interval 0, for the whole.
 */
#ifndef SYSPROBE_RENDER_JSON_H
#define SYSPROBE_RENDER_JSON_H

#include "report.h"

/**
 * render_json - what stat knows
 * @failed: set if memory ran out
 * @report: what; @columns, @hist and @per_errno aren't looked at
 *
 * Return: an object of all its sections.
 */
json_t *render_json(bool *failed, const struct report *report);

/**
 * render_json_conditions - what that was taken under
 * @doc:    begun; gets the conditions of the module and of the session
 * @report: what
 */
void render_json_conditions(struct document *doc, const struct report *report);

#endif /* SYSPROBE_RENDER_JSON_H */
