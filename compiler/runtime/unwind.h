/* The stack unwinder's own types: registers, a frame, and the interface of the Itanium C++ ABI
   ("Base ABI", chapter 1) that glibc and personality routines use. */

#ifndef VOUCH_UNWIND_H
#define VOUCH_UNWIND_H

typedef __UINTPTR_TYPE__ word;
typedef __INTPTR_TYPE__ sword;

typedef enum {
	_URC_NO_REASON = 0,
	_URC_FOREIGN_EXCEPTION_CAUGHT = 1,
	_URC_FATAL_PHASE2_ERROR = 2,
	_URC_FATAL_PHASE1_ERROR = 3,
	_URC_NORMAL_STOP = 4,
	_URC_END_OF_STACK = 5,
	_URC_HANDLER_FOUND = 6,
	_URC_INSTALL_CONTEXT = 7,
	_URC_CONTINUE_UNWIND = 8
} reason;

enum {
	_UA_SEARCH_PHASE = 1,
	_UA_CLEANUP_PHASE = 2,
	_UA_HANDLER_FRAME = 4,
	_UA_FORCE_UNWIND = 8,
	_UA_END_OF_STACK = 16
};

/* DWARF register numbers; the column after the last register is the return address. */
#if defined(__x86_64__)
enum { REGISTERS = 17, STACK_POINTER = 7, RETURN_ADDRESS = 16 };
#elif defined(__i386__)
enum { REGISTERS = 9, STACK_POINTER = 4, RETURN_ADDRESS = 8 };
#elif defined(__aarch64__)
enum { REGISTERS = 96, STACK_POINTER = 31, RETURN_ADDRESS = 30 };
#elif defined(__riscv)
enum { REGISTERS = 64, STACK_POINTER = 2, RETURN_ADDRESS = 1 };
#endif

struct registers {
	word value[REGISTERS];
};

struct exception;
struct _Unwind_Context;

typedef reason (*personality_routine)(int version, int actions, unsigned long long class,
    struct exception *exception, struct _Unwind_Context *context);
typedef reason (*stop_routine)(int version, int actions, unsigned long long class,
    struct exception *exception, struct _Unwind_Context *context, void *argument);
typedef reason (*trace_routine)(struct _Unwind_Context *context, void *argument);

/* struct _Unwind_Exception. */
struct exception {
	unsigned long long class;
	void (*cleanup)(reason, struct exception *);
	word private_1; /* the stop function of a forced unwind, or 0 */
	word private_2; /* its argument, or the stack pointer of the frame with the handler */
} __attribute__((aligned(16)));

/* A frame: the registers as they are in it, and what its unwind record says. */
struct _Unwind_Context {
	struct registers registers;
	word pc;        /* where it will go on */
	int is_signal;  /* it was interrupted: pc is no return address */
	/* Filled by find_frame(). */
	word start;     /* of the function */
	word lsda;
	personality_routine personality;
	const unsigned char *fde, *fde_end, *cie, *cie_end;
	word code_alignment;
	sword data_alignment;
	word return_column;
	int fde_encoding;
	int has_augmentation;
	int is_trampoline; /* a signal's return code: the next frame was interrupted */
};

/* Look up the unwind record of context->pc. 0: there is none. */
int vouch_find_frame(struct _Unwind_Context *context) __attribute__((visibility("hidden")));

/* Go to the calling frame. 0: the record is broken or ends the stack. */
int vouch_step(struct _Unwind_Context *context) __attribute__((visibility("hidden")));

/* Load all registers and jump. */
void vouch_resume(struct registers *registers, word pc)
    __attribute__((noreturn, visibility("hidden")));

/* Read an encoded pointer at *at and move *at behind it. */
word vouch_read_pointer(const unsigned char **at, int encoding, word data_base, word function_base)
    __attribute__((visibility("hidden")));

word vouch_read_uleb(const unsigned char **at) __attribute__((visibility("hidden")));
sword vouch_read_sleb(const unsigned char **at) __attribute__((visibility("hidden")));

enum {
	DW_EH_PE_absptr = 0x00,
	DW_EH_PE_uleb128 = 0x01,
	DW_EH_PE_udata2 = 0x02,
	DW_EH_PE_udata4 = 0x03,
	DW_EH_PE_udata8 = 0x04,
	DW_EH_PE_sleb128 = 0x09,
	DW_EH_PE_sdata2 = 0x0a,
	DW_EH_PE_sdata4 = 0x0b,
	DW_EH_PE_sdata8 = 0x0c,
	DW_EH_PE_pcrel = 0x10,
	DW_EH_PE_datarel = 0x30,
	DW_EH_PE_funcrel = 0x40,
	DW_EH_PE_aligned = 0x50,
	DW_EH_PE_indirect = 0x80,
	DW_EH_PE_omit = 0xff
};

#endif
