# SPDX-License-Identifier: GPL-2.0
#
# A kernel's log without reports of data races between others: a kernel that
# watches for races (KCSAN) finds its own as well. With others=1, the titles of
# just these. A report stands between two lines of '='.

# ours: does the report have a frame of the module in it? What an interrupt only
# found running, below its entry, did not make the access. Nor is it ours how the
# kernel counts the probes that it missed, in plain integers, whoever ran into them.
function ours() {
	return title == "" ||
	       (module && title !~ /race in kprobe_ftrace_handler \/ kprobe_ftrace_handler/)
}

function told() {
	if (others) {
		if (!ours())
			print title
	} else if (ours()) {
		printf "%s", report
	}
	report = title = ""
	inside = module = below = 0
}

/==========/ {
	report = report $0 "\n"
	if (inside)
		told()
	else
		inside = 1
	next
}
inside {
	report = report $0 "\n"
	if (/ by (task|interrupt)/)
		below = 0
	if (/ asm_(sysvec|common_interrupt)/)
		below = 1
	# Handlers are called by way of the trampoline, whatever they do.
	if (index($0, "[sysprobe]") && !below && !/ sysprobe_direct_entry\+/)
		module = 1
	if (/KCSAN: /) {
		title = $0
		sub(/.*BUG: /, "", title)
	}
	next
}
!others
END { told() }
