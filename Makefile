# SPDX-License-Identifier: GPL-2.0
#
# What people type; "make help" lists it. The kernel's build doesn't read this
# file, as there is a Kbuild beside it.

KDIR	?= /lib/modules/$(shell uname -r)/build
PREFIX	?= /usr/local

all: reader modules

help:
	@echo 'make               the module (for KDIR, the running kernel) and the reader'
	@echo 'make modules       module/sysprobe.ko only'
	@echo 'make reader        userspace/sysprobe only'
	@echo 'make install       both, where the system looks for them (PREFIX, DESTDIR)'
	@echo 'make clean         remove what was built'
	@echo
	@echo 'These install the Debian packages they need, as root or with sudo:'
	@echo 'make demo          count real programs in a test machine, and show the reports'
	@echo 'make compare       what KPTI and other mitigations cost a call, in instructions'
	@echo 'make check         all checks, in minutes; scripts/check --help for parts of them'
	@echo 'make check-long    what that leaves out, as it takes long'
	@echo 'make check-debug   the selftests on kernels built to find mistakes: KASAN, KCSAN, ...'
	@echo 'make check-matrix  the selftests on every kernel, as a table'
	@echo 'make bench         guest instructions that counting adds to a call'
	@echo 'make bench-peers   the same of strace, perf, bcc, bpftrace, LTTng and others'

reader:
	@$(MAKE) --no-print-directory -C userspace || { scripts/setup --missing build; exit 1; }

ifneq ($(wildcard $(KDIR)/Makefile),)
modules:
	@$(MAKE) --no-print-directory -C $(KDIR) M=$(CURDIR) modules

modules_install:
	@# Packaged headers come without the key to sign with.
	$(MAKE) --no-print-directory -C $(KDIR) M=$(CURDIR) \
		$(if $(wildcard $(KDIR)/certs/signing_key.*),,CONFIG_MODULE_SIG_ALL=) \
		$(if $(DESTDIR),INSTALL_MOD_PATH=$(DESTDIR)) modules_install
	@# kbuild leaves this out where the kernel is a package's.
	$(if $(DESTDIR),,depmod $$($(MAKE) -s --no-print-directory -C $(KDIR) kernelrelease))
else
modules modules_install:
	@echo 'make: there are no kernel headers in $(KDIR), so the module is not built;' \
		'apt install linux-headers-$$(uname -r) brings the running kernel'\''s.' >&2; exit 1
endif

# Nothing is built here: it may be root who installs.
install:
	@test -e module/sysprobe.ko -a -e userspace/sysprobe || \
		{ echo 'make: nothing to install yet; run make first.' >&2; exit 1; }
	$(MAKE) --no-print-directory -C userspace install PREFIX=$(PREFIX) DESTDIR=$(DESTDIR)
	$(MAKE) --no-print-directory modules_install

demo:
	@scripts/setup build vm
	@scripts/demo

compare:
	@scripts/setup build vm
	@scripts/compare

check check-long:
	@scripts/check $(if $(filter %-long,$@),--long)

check-debug:
	@scripts/check debug

check-matrix:
	@scripts/matrix

bench bench-peers:
	@scripts/setup build vm
	@scripts/$@

# As kbuild would, but without needing the headers it was built with.
clean:
	@$(MAKE) --no-print-directory -C userspace clean
	@test ! -e selftests/Makefile || $(MAKE) --no-print-directory -C selftests clean
	find Kbuild module -type f \( -name '*.o' -o -name '*.ko' -o -name '*.mod' \
		-o -name '*.mod.c' -o -name '.*.cmd' -o -name '.*.d' \) -exec rm -f {} +
	rm -rf build .tmp_versions Module.symvers modules.order .*.cmd module/modules.order \
		module/Module.symvers module/built-in.a .module-common.o

.PHONY: all help reader modules modules_install install demo compare check check-long check-debug check-matrix bench bench-peers clean
