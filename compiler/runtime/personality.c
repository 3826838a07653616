/* The personality routine of C code with cleanups (__attribute__((cleanup)) under -fexceptions):
   cleanups run, nothing is ever caught.  Layout of the table: the "LSDA" of GCC's exception
   tables (header of encodings, then call sites: start, length, landing pad, action). */

#include "unwind.h"

extern word _Unwind_GetIPInfo(struct _Unwind_Context *, int *);

reason
__gcc_personality_v0(int version, int actions, unsigned long long class,
    struct exception *exception, struct _Unwind_Context *context)
{
	const unsigned char *at = (const unsigned char *)context->lsda;
	word start = context->start, landing_base = start, pc, pad = 0;
	int before, encoding;

	(void)class;
	if (version != 1)
		return _URC_FATAL_PHASE1_ERROR;
	if (!(actions & _UA_CLEANUP_PHASE) || !at)
		return _URC_CONTINUE_UNWIND;
	pc = _Unwind_GetIPInfo(context, &before);
	if (!before)
		pc--;
	encoding = *at++;
	if (encoding != DW_EH_PE_omit)
		landing_base = vouch_read_pointer(&at, encoding, 0, start);
	encoding = *at++; /* types: C has none */
	if (encoding != DW_EH_PE_omit)
		vouch_read_uleb(&at);
	encoding = *at++;
	const unsigned char *end = at;
	word size = vouch_read_uleb(&end);

	vouch_read_uleb(&at);
	end += size;
	while (at < end) {
		word site = vouch_read_pointer(&at, encoding, 0, 0);
		word length = vouch_read_pointer(&at, encoding, 0, 0);
		word landing = vouch_read_pointer(&at, encoding, 0, 0);

		vouch_read_uleb(&at); /* action */
		if (pc < start + site)
			break;
		if (pc < start + site + length) {
			if (landing)
				pad = landing_base + landing;
			break;
		}
	}
	if (!pad)
		return _URC_CONTINUE_UNWIND;
#if defined(__x86_64__)
	context->registers.value[0] = (word)exception;
	context->registers.value[1] = 0;
#elif defined(__i386__)
	context->registers.value[0] = (word)exception;
	context->registers.value[2] = 0;
#elif defined(__riscv)
	context->registers.value[10] = (word)exception;
	context->registers.value[11] = 0;
#else
	context->registers.value[0] = (word)exception;
	context->registers.value[1] = 0;
#endif
	context->pc = pad;
	return _URC_INSTALL_CONTEXT;
}
