# line tables: DWARF 5 with views, special opcodes near and far
	.file "a.c"
	.file 0 "/src" "a.c"
	.file 1 "a.c"
	.file 2 "/usr/include/stdio.h"
	.section .debug_info,"",@progbits
	.long 0
	.text
.Lt:	.loc 1 3 5
	nop
	.loc 1 4 5 is_stmt 0
	.loc 1 5 9 view .LV1
	nop
	.loc 1 6 1 view .LV2
	.loc 1 2000 1 prologue_end
	.skip 300, 0x90
	.loc 2 10 1 discriminator 3
	nop
	.loc 1 7 1 basic_block epilogue_begin is_stmt 1
	jmp .Lt
	.p2align 4
	.loc 1 8 1 view -0
	ret
	.section .text.b,"ax"
	.loc 1 100 2
	ret
	.section .foo,"a"
	.uleb128 .LV1
	.uleb128 .LV2
	.section .debug_line,"",@progbits
.Ldebug_line0:
