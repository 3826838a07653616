/* -mpc32, -mpc64, -mpc80: a constructor that sets the precision to which the x87 unit rounds its
   results (PRECISION: the control word's bits 8 and 9; Intel SDM, volume 1, 8.1.5). */

static void __attribute__((constructor)) set_precision(void)
{
	unsigned short control;
	__asm__("fnstcw %0" : "=m"(control));
	control = (control & ~0x300) | PRECISION << 8;
	__asm__("fldcw %0" : : "m"(control));
}
