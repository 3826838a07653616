/* Run the call frame instructions of a record and compute the caller's registers.

   The rules of a row (DWARF 4, 6.4) say for each register where the caller's value is; expressions
   (2.5) occur in the record of the signal trampoline and of PLT entries. */

#include "unwind.h"

enum rule_kind { SAME, UNDEFINED, OFFSET, VALUE_OFFSET, REGISTER, EXPRESSION, VALUE_EXPRESSION };

struct rule {
	enum rule_kind kind;
	sword offset; /* or register number */
	const unsigned char *expression;
};

struct row {
	struct rule rules[REGISTERS];
	word cfa_register;
	sword cfa_offset;
	const unsigned char *cfa_expression; /* wins over the register when not 0 */
};

enum { REMEMBERED = 8, STACK = 64 };

/* Evaluate a DWARF expression; *failed is set when it holds an unknown operation. */
static word
evaluate(const unsigned char *at, const struct registers *registers, word initial, int push,
    int *failed)
{
	word stack[STACK];
	int depth = 0;
	word length = vouch_read_uleb(&at);
	const unsigned char *end = at + length;

	if (push)
		stack[depth++] = initial;
	while (at < end) {
		int op = *at++;
		word left, right;

		if (depth >= STACK - 1)
			goto fail;
		if (op >= 0x30 && op <= 0x4f) { /* lit */
			stack[depth++] = (word)(op - 0x30);
			continue;
		}
		if (op >= 0x50 && op <= 0x6f) { /* reg */
			if (op - 0x50 >= REGISTERS)
				goto fail;
			stack[depth++] = registers->value[op - 0x50];
			continue;
		}
		if (op >= 0x70 && op <= 0x8f) { /* breg */
			sword offset = vouch_read_sleb(&at);

			if (op - 0x70 >= REGISTERS)
				goto fail;
			stack[depth++] = registers->value[op - 0x70] + (word)offset;
			continue;
		}
		switch (op) {
		case 0x03: stack[depth++] = vouch_read_pointer(&at, DW_EH_PE_absptr, 0, 0); continue;
		case 0x08: stack[depth++] = *at++; continue;
		case 0x09: stack[depth++] = (word)(sword)(signed char)*at++; continue;
		case 0x0a: stack[depth++] = vouch_read_pointer(&at, DW_EH_PE_udata2, 0, 0); continue;
		case 0x0b: stack[depth++] = vouch_read_pointer(&at, DW_EH_PE_sdata2, 0, 0); continue;
		case 0x0c: stack[depth++] = vouch_read_pointer(&at, DW_EH_PE_udata4, 0, 0); continue;
		case 0x0d: stack[depth++] = vouch_read_pointer(&at, DW_EH_PE_sdata4, 0, 0); continue;
		case 0x0e:
		case 0x0f: stack[depth++] = vouch_read_pointer(&at, DW_EH_PE_udata8, 0, 0); continue;
		case 0x10: stack[depth++] = vouch_read_uleb(&at); continue;
		case 0x11: stack[depth++] = (word)vouch_read_sleb(&at); continue;
		case 0x92: { /* bregx */
			word number = vouch_read_uleb(&at);
			sword offset = vouch_read_sleb(&at);

			if (number >= REGISTERS)
				goto fail;
			stack[depth++] = registers->value[number] + (word)offset;
			continue;
		}
		case 0x96: continue; /* nop */
		case 0x2f: { /* skip */
			short distance = (short)vouch_read_pointer(&at, DW_EH_PE_sdata2, 0, 0);

			at += distance;
			continue;
		}
		}
		if (depth < 1)
			goto fail;
		left = stack[depth - 1];
		switch (op) {
		case 0x06: stack[depth - 1] = *(const word *)left; continue; /* deref */
		case 0x12: stack[depth++] = left; continue; /* dup */
		case 0x13: depth--; continue; /* drop */
		case 0x19: stack[depth - 1] = (sword)left < 0 ? -left : left; continue;
		case 0x1f: stack[depth - 1] = -left; continue;
		case 0x20: stack[depth - 1] = ~left; continue;
		case 0x23: stack[depth - 1] = left + vouch_read_uleb(&at); continue;
		case 0x94: { /* deref_size */
			int size = *at++;

			if (size == 1)
				left = *(const unsigned char *)left;
			else if (size == 2)
				left = *(const unsigned short *)left;
			else if (size == 4)
				left = *(const unsigned int *)left;
			else
				left = *(const word *)left;
			stack[depth - 1] = left;
			continue;
		}
		case 0x28: { /* bra */
			short distance = (short)vouch_read_pointer(&at, DW_EH_PE_sdata2, 0, 0);

			depth--;
			if (left)
				at += distance;
			continue;
		}
		}
		if (depth < 2)
			goto fail;
		right = left;
		left = stack[depth - 2];
		switch (op) {
		case 0x14: stack[depth++] = left; continue; /* over */
		case 0x16: /* swap */
			stack[depth - 1] = left;
			stack[depth - 2] = right;
			continue;
		case 0x1a: left &= right; break;
		case 0x1b: left = right ? (word)((sword)left / (sword)right) : 0; break;
		case 0x1c: left -= right; break;
		case 0x1d: left = right ? left % right : 0; break;
		case 0x1e: left *= right; break;
		case 0x21: left |= right; break;
		case 0x22: left += right; break;
		case 0x24: left <<= right; break;
		case 0x25: left >>= right; break;
		case 0x26: left = (word)((sword)left >> right); break;
		case 0x27: left ^= right; break;
		case 0x29: left = left == right; break;
		case 0x2a: left = (sword)left >= (sword)right; break;
		case 0x2b: left = (sword)left > (sword)right; break;
		case 0x2c: left = (sword)left <= (sword)right; break;
		case 0x2d: left = (sword)left < (sword)right; break;
		case 0x2e: left = left != right; break;
		default: goto fail;
		}
		stack[--depth - 1] = left;
	}
	if (depth > 0)
		return stack[depth - 1];
fail:
	*failed = 1;
	return 0;
}

static void
set_rule(struct row *row, word number, enum rule_kind kind, sword offset,
    const unsigned char *expression)
{
	if (number >= REGISTERS)
		return;
	row->rules[number].kind = kind;
	row->rules[number].offset = offset;
	row->rules[number].expression = expression;
}

static const unsigned char *
skip_block(const unsigned char *at)
{
	word length = vouch_read_uleb(&at);

	return at + length;
}

/* Apply instructions until the row for `pc`. 0: something is unknown. */
static int
run(struct row *row, const struct row *initial, const unsigned char *at,
    const unsigned char *end, const struct _Unwind_Context *context, word pc)
{
	struct row remembered[REMEMBERED];
	int depth = 0;
	word location = context->start;

	while (at < end && location <= pc) {
		int op = *at++;
		word number;

		if ((op & 0xc0) == 0x40) { /* advance_loc */
			location += (word)(op & 0x3f) * context->code_alignment;
			continue;
		}
		if ((op & 0xc0) == 0x80) { /* offset */
			word factor = vouch_read_uleb(&at);

			set_rule(row, op & 0x3f, OFFSET, (sword)factor * context->data_alignment, 0);
			continue;
		}
		if ((op & 0xc0) == 0xc0) { /* restore */
			if ((op & 0x3f) < REGISTERS)
				row->rules[op & 0x3f] = initial->rules[op & 0x3f];
			continue;
		}
		switch (op) {
		case 0x00: /* nop */
		case 0x2d: /* window_save; pointer authentication on AArch64 */
			break;
		case 0x01: /* set_loc */
			location = vouch_read_pointer(&at, context->fde_encoding, 0, 0);
			break;
		case 0x02:
			location += *at++ * context->code_alignment;
			break;
		case 0x03:
			location += vouch_read_pointer(&at, DW_EH_PE_udata2, 0, 0) *
			    context->code_alignment;
			break;
		case 0x04:
			location += vouch_read_pointer(&at, DW_EH_PE_udata4, 0, 0) *
			    context->code_alignment;
			break;
		case 0x05: /* offset_extended */
			number = vouch_read_uleb(&at);
			set_rule(row, number, OFFSET,
			    (sword)vouch_read_uleb(&at) * context->data_alignment, 0);
			break;
		case 0x06: /* restore_extended */
			number = vouch_read_uleb(&at);
			if (number < REGISTERS)
				row->rules[number] = initial->rules[number];
			break;
		case 0x07:
			set_rule(row, vouch_read_uleb(&at), UNDEFINED, 0, 0);
			break;
		case 0x08:
			set_rule(row, vouch_read_uleb(&at), SAME, 0, 0);
			break;
		case 0x09: /* register */
			number = vouch_read_uleb(&at);
			set_rule(row, number, REGISTER, (sword)vouch_read_uleb(&at), 0);
			break;
		case 0x0a: /* remember_state */
			if (depth == REMEMBERED)
				return 0;
			remembered[depth++] = *row;
			break;
		case 0x0b: /* restore_state */
			if (depth == 0)
				return 0;
			*row = remembered[--depth];
			break;
		case 0x0c: /* def_cfa */
			row->cfa_register = vouch_read_uleb(&at);
			row->cfa_offset = (sword)vouch_read_uleb(&at);
			row->cfa_expression = 0;
			break;
		case 0x0d: /* def_cfa_register */
			row->cfa_register = vouch_read_uleb(&at);
			row->cfa_expression = 0;
			break;
		case 0x0e: /* def_cfa_offset */
			row->cfa_offset = (sword)vouch_read_uleb(&at);
			break;
		case 0x0f: /* def_cfa_expression */
			row->cfa_expression = at;
			at = skip_block(at);
			break;
		case 0x10: /* expression */
			number = vouch_read_uleb(&at);
			set_rule(row, number, EXPRESSION, 0, at);
			at = skip_block(at);
			break;
		case 0x11: /* offset_extended_sf */
			number = vouch_read_uleb(&at);
			set_rule(row, number, OFFSET,
			    vouch_read_sleb(&at) * context->data_alignment, 0);
			break;
		case 0x12: /* def_cfa_sf */
			row->cfa_register = vouch_read_uleb(&at);
			row->cfa_offset = vouch_read_sleb(&at) * context->data_alignment;
			row->cfa_expression = 0;
			break;
		case 0x13: /* def_cfa_offset_sf */
			row->cfa_offset = vouch_read_sleb(&at) * context->data_alignment;
			break;
		case 0x14: /* val_offset */
			number = vouch_read_uleb(&at);
			set_rule(row, number, VALUE_OFFSET,
			    (sword)vouch_read_uleb(&at) * context->data_alignment, 0);
			break;
		case 0x15: /* val_offset_sf */
			number = vouch_read_uleb(&at);
			set_rule(row, number, VALUE_OFFSET,
			    vouch_read_sleb(&at) * context->data_alignment, 0);
			break;
		case 0x16: /* val_expression */
			number = vouch_read_uleb(&at);
			set_rule(row, number, VALUE_EXPRESSION, 0, at);
			at = skip_block(at);
			break;
		case 0x2e: /* GNU_args_size: of interest to nobody here */
			vouch_read_uleb(&at);
			break;
		default:
			return 0;
		}
	}
	return 1;
}

int
vouch_step(struct _Unwind_Context *context)
{
	struct row row, initial;
	struct registers old = context->registers;
	word pc = context->is_signal ? context->pc : context->pc - 1, cfa;
	int failed = 0;

	for (int i = 0; i < REGISTERS; i++)
		row.rules[i] = (struct rule){ SAME, 0, 0 };
	row.cfa_register = STACK_POINTER;
	row.cfa_offset = 0;
	row.cfa_expression = 0;
	initial = row;
	if (!run(&row, &initial, context->cie, context->cie_end, context, -(word)1))
		return 0;
	initial = row;
	if (!run(&row, &initial, context->fde, context->fde_end, context, pc))
		return 0;
	if (context->return_column >= REGISTERS ||
	    row.rules[context->return_column].kind == UNDEFINED)
		return 0;
	if (row.cfa_expression)
		cfa = evaluate(row.cfa_expression, &old, 0, 0, &failed);
	else if (row.cfa_register < REGISTERS)
		cfa = old.value[row.cfa_register] + (word)row.cfa_offset;
	else
		return 0;
	context->registers.value[STACK_POINTER] = cfa;
	for (int i = 0; i < REGISTERS; i++) {
		const struct rule *rule = &row.rules[i];
		word *value = &context->registers.value[i];

		switch (rule->kind) {
		case SAME:
		case UNDEFINED:
			break;
		case OFFSET:
			*value = *(const word *)(cfa + (word)rule->offset);
			break;
		case VALUE_OFFSET:
			*value = cfa + (word)rule->offset;
			break;
		case REGISTER:
			if (rule->offset >= REGISTERS)
				return 0;
			*value = old.value[rule->offset];
			break;
		case EXPRESSION:
			*value = *(const word *)evaluate(rule->expression, &old, cfa, 1, &failed);
			break;
		case VALUE_EXPRESSION:
			*value = evaluate(rule->expression, &old, cfa, 1, &failed);
			break;
		}
		if (failed)
			return 0;
	}
	context->pc = context->registers.value[context->return_column];
	context->is_signal = context->is_trampoline;
	return 1;
}
