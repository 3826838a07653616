/* The unwinder's interface: raise, resume, forced unwinding, backtraces.

   Every frame is a copy of its registers, so stepping never writes to the stack, and landing in a
   frame loads all its registers at once.  The entry points that need the caller's registers are
   assembly (unwind_<machine>.S), which saves them and calls the functions here.
   Source: Itanium C++ ABI, "Exception Handling", level I. */

#include "unwind.h"

extern void abort(void) __attribute__((noreturn));

static void
start_at(struct _Unwind_Context *context, const struct registers *registers, word pc)
{
	context->registers = *registers;
	context->pc = pc;
	context->is_signal = 0;
	context->start = 0;
	context->lsda = 0;
	context->personality = 0;
}

/* The stack pointer of a frame, which identifies it. */
static word
frame_address(const struct _Unwind_Context *context)
{
	return context->registers.value[STACK_POINTER];
}

static reason
cleanup_phase(struct exception *exception, struct _Unwind_Context *context)
{
	for (;;) {
		if (!vouch_find_frame(context))
			return _URC_FATAL_PHASE2_ERROR;
		int actions = _UA_CLEANUP_PHASE;
		word here = frame_address(context);

		if (here == exception->private_2)
			actions |= _UA_HANDLER_FRAME;
		if (context->personality) {
			reason code = context->personality(1, actions, exception->class, exception,
			    context);

			if (code == _URC_INSTALL_CONTEXT)
				return code;
			if (code != _URC_CONTINUE_UNWIND)
				return _URC_FATAL_PHASE2_ERROR;
		}
		if (actions & _UA_HANDLER_FRAME)
			abort();
		if (!vouch_step(context))
			return _URC_FATAL_PHASE2_ERROR;
	}
}

static reason
forced_phase(struct exception *exception, struct _Unwind_Context *context)
{
	stop_routine stop = (stop_routine)exception->private_1;
	void *argument = (void *)exception->private_2;

	for (;;) {
		int actions = _UA_FORCE_UNWIND | _UA_CLEANUP_PHASE;
		int found = vouch_find_frame(context);

		if (!found) {
			actions |= _UA_END_OF_STACK;
			context->personality = 0;
			context->lsda = 0;
		}
		if (stop(1, actions, exception->class, exception, context, argument) !=
		    _URC_NO_REASON)
			return _URC_FATAL_PHASE2_ERROR;
		if (!found)
			return _URC_END_OF_STACK;
		if (context->personality) {
			reason code = context->personality(1, actions, exception->class, exception,
			    context);

			if (code == _URC_INSTALL_CONTEXT)
				return code;
			if (code != _URC_CONTINUE_UNWIND)
				return _URC_FATAL_PHASE2_ERROR;
		}
		if (!vouch_step(context)) {
			/* An undefined return address ends the stack: tell the stop function. */
			actions |= _UA_END_OF_STACK;
			context->pc = 0;
			stop(1, actions, exception->class, exception, context, argument);
			return _URC_END_OF_STACK;
		}
	}
}

reason
vouch_raise(struct exception *exception, struct registers *registers)
{
	struct _Unwind_Context first, context;

	start_at(&first, registers, registers->value[RETURN_ADDRESS]);
	context = first;
	for (;;) {
		if (!vouch_find_frame(&context))
			return _URC_END_OF_STACK;
		if (context.personality) {
			reason code = context.personality(1, _UA_SEARCH_PHASE, exception->class,
			    exception, &context);

			if (code == _URC_HANDLER_FOUND)
				break;
			if (code != _URC_CONTINUE_UNWIND)
				return _URC_FATAL_PHASE1_ERROR;
		}
		if (!vouch_step(&context))
			return _URC_END_OF_STACK;
	}
	exception->private_1 = 0;
	exception->private_2 = frame_address(&context);
	reason code = cleanup_phase(exception, &first);

	if (code != _URC_INSTALL_CONTEXT)
		return code;
	vouch_resume(&first.registers, first.pc);
}

reason
vouch_force(struct exception *exception, stop_routine stop, void *argument,
    struct registers *registers)
{
	struct _Unwind_Context context;

	start_at(&context, registers, registers->value[RETURN_ADDRESS]);
	exception->private_1 = (word)stop;
	exception->private_2 = (word)argument;
	reason code = forced_phase(exception, &context);

	if (code != _URC_INSTALL_CONTEXT)
		return code;
	vouch_resume(&context.registers, context.pc);
}

/* Called at the end of a cleanup; never returns. */
void
vouch_go_on(struct exception *exception, struct registers *registers)
{
	struct _Unwind_Context context;
	reason code;

	start_at(&context, registers, registers->value[RETURN_ADDRESS]);
	if (exception->private_1 == 0)
		code = cleanup_phase(exception, &context);
	else
		code = forced_phase(exception, &context);
	if (code != _URC_INSTALL_CONTEXT)
		abort();
	vouch_resume(&context.registers, context.pc);
}

reason
vouch_rethrow(struct exception *exception, struct registers *registers)
{
	if (exception->private_1 == 0)
		return vouch_raise(exception, registers);
	vouch_go_on(exception, registers);
	return _URC_FATAL_PHASE2_ERROR;
}

reason
vouch_trace(trace_routine trace, void *argument, struct registers *registers)
{
	struct _Unwind_Context context;

	start_at(&context, registers, registers->value[RETURN_ADDRESS]);
	for (;;) {
		int found = vouch_find_frame(&context);

		if (trace(&context, argument) != _URC_NO_REASON)
			return _URC_FATAL_PHASE1_ERROR;
		if (!found)
			return _URC_END_OF_STACK;
		if (!vouch_step(&context))
			return _URC_END_OF_STACK;
	}
}

void
_Unwind_DeleteException(struct exception *exception)
{
	if (exception->cleanup)
		exception->cleanup(_URC_FOREIGN_EXCEPTION_CAUGHT, exception);
}

word
_Unwind_GetGR(struct _Unwind_Context *context, int number)
{
	if (number < 0 || number >= REGISTERS)
		abort();
	return context->registers.value[number];
}

void
_Unwind_SetGR(struct _Unwind_Context *context, int number, word value)
{
	if (number < 0 || number >= REGISTERS)
		abort();
	context->registers.value[number] = value;
}

word
_Unwind_GetIP(struct _Unwind_Context *context)
{
	return context->pc;
}

word
_Unwind_GetIPInfo(struct _Unwind_Context *context, int *is_before)
{
	*is_before = context->is_signal;
	return context->pc;
}

void
_Unwind_SetIP(struct _Unwind_Context *context, word pc)
{
	context->pc = pc;
}

word
_Unwind_GetCFA(struct _Unwind_Context *context)
{
	return frame_address(context);
}

word
_Unwind_GetLanguageSpecificData(struct _Unwind_Context *context)
{
	return context->lsda;
}

word
_Unwind_GetRegionStart(struct _Unwind_Context *context)
{
	return context->start;
}

word
_Unwind_GetDataRelBase(struct _Unwind_Context *context)
{
	(void)context;
	return 0;
}

word
_Unwind_GetTextRelBase(struct _Unwind_Context *context)
{
	(void)context;
	return 0;
}

void *
_Unwind_FindEnclosingFunction(void *pc)
{
	struct _Unwind_Context context;

	context.pc = (word)pc;
	context.is_signal = 1; /* the address itself, not the one before it */
	return vouch_find_frame(&context) ? (void *)context.start : 0;
}
