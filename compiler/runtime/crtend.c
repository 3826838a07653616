/* End file of every executable and shared library, linked after all other objects: the zero length
   that ends .eh_frame for readers that walk it without a search table. */

__asm__(
	".section .eh_frame,\"a\",@progbits\n"
	"	.balign 4\n"
	"	.long 0\n"
	"	.text\n");
