/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files that the build makes and the program carries.
 */
#ifndef SYSPROBE_EMBED_H
#define SYSPROBE_EMBED_H

/**
 * EMBED - put a file's bytes into the program
 * @name: what they are to be called; @name_end is behind the last
 * @file: in the build's directory
 */
#define EMBED(name, file)			\
	asm(".pushsection .rodata\n\t"		\
	    ".balign 8\n"			\
	    #name ":\n\t"			\
	    ".incbin \"" file "\"\n"		\
	    #name "_end:\n\t"			\
	    ".popsection\n");			\
	extern const char name[];		\
	extern const char name##_end[]

#endif /* SYSPROBE_EMBED_H */
