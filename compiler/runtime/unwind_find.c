/* From an address in code to its unwind record.

   The dynamic linker (or the start-up code of a static program) knows every module's program
   headers; PT_GNU_EH_FRAME names .eh_frame_hdr, whose table is searched by halving.  A module
   without table is searched record by record.
   Source: LSB 5.0 core, 10.6; dl_iterate_phdr(3). */

#define _GNU_SOURCE
#include <link.h>

#include "unwind.h"

struct search {
	word pc;
	const unsigned char *header;
};

static word
read_fixed(const unsigned char *at, int size)
{
	word value = 0;

	for (int i = size - 1; i >= 0; i--)
		value = value << 8 | at[i];
	return value;
}

word
vouch_read_uleb(const unsigned char **at)
{
	word value = 0;
	unsigned int shift = 0;
	unsigned char byte;

	do {
		byte = *(*at)++;
		if (shift < 8 * sizeof value)
			value |= (word)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	return value;
}

sword
vouch_read_sleb(const unsigned char **at)
{
	word value = 0;
	unsigned int shift = 0;
	unsigned char byte;

	do {
		byte = *(*at)++;
		if (shift < 8 * sizeof value)
			value |= (word)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	if ((byte & 0x40) && shift < 8 * sizeof value)
		value |= -((word)1 << shift);
	return (sword)value;
}

word
vouch_read_pointer(const unsigned char **at, int encoding, word data_base, word function_base)
{
	const unsigned char *start = *at;
	word value;

	if (encoding == DW_EH_PE_omit)
		return 0;
	if (encoding == DW_EH_PE_aligned) {
		start = (const unsigned char *)(((word)start + sizeof(word) - 1) & -sizeof(word));
		*at = start + sizeof(word);
		return read_fixed(start, sizeof(word));
	}
	switch (encoding & 0x0f) {
	case DW_EH_PE_absptr:
		value = read_fixed(start, sizeof(word));
		*at = start + sizeof(word);
		break;
	case DW_EH_PE_uleb128:
		value = vouch_read_uleb(at);
		break;
	case DW_EH_PE_sleb128:
		value = (word)vouch_read_sleb(at);
		break;
	case DW_EH_PE_udata2:
		value = read_fixed(start, 2);
		*at = start + 2;
		break;
	case DW_EH_PE_sdata2:
		value = (word)(sword)(short)read_fixed(start, 2);
		*at = start + 2;
		break;
	case DW_EH_PE_udata4:
		value = read_fixed(start, 4);
		*at = start + 4;
		break;
	case DW_EH_PE_sdata4:
		value = (word)(sword)(int)read_fixed(start, 4);
		*at = start + 4;
		break;
	default:
		value = read_fixed(start, 8);
		*at = start + 8;
		break;
	}
	if (value == 0)
		return 0;
	switch (encoding & 0x70) {
	case DW_EH_PE_pcrel:
		value += (word)start;
		break;
	case DW_EH_PE_datarel:
		value += data_base;
		break;
	case DW_EH_PE_funcrel:
		value += function_base;
		break;
	}
	if (encoding & DW_EH_PE_indirect)
		value = *(const word *)value;
	return value;
}

/* Called for each module: does it hold the address? */
static int
visit_module(struct dl_phdr_info *info, size_t size, void *argument)
{
	struct search *search = argument;
	const unsigned char *header = 0;
	int holds = 0;

	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
		word start = info->dlpi_addr + segment->p_vaddr;

		if (segment->p_type == PT_LOAD) {
			if (search->pc >= start && search->pc - start < segment->p_memsz)
				holds = 1;
		} else if (segment->p_type == PT_GNU_EH_FRAME) {
			header = (const unsigned char *)start;
		}
	}
	if (!holds)
		return 0;
	search->header = header;
	return 1;
}

/* Read the CIE of a record. 0: it is not understood. */
static int
read_cie(struct _Unwind_Context *context, const unsigned char *cie)
{
	const unsigned char *at = cie + 4, *augmentation;
	unsigned int length = (unsigned int)read_fixed(cie, 4);
	int version, lsda_encoding = DW_EH_PE_omit;

	context->cie_end = at + length;
	at += 4;
	version = *at++;
	augmentation = at;
	while (*at++)
		;
	if (version != 1 && version != 3)
		return 0;
	context->code_alignment = vouch_read_uleb(&at);
	context->data_alignment = vouch_read_sleb(&at);
	context->return_column = version == 1 ? *at++ : vouch_read_uleb(&at);
	context->fde_encoding = DW_EH_PE_absptr;
	context->personality = 0;
	context->is_trampoline = 0;
	context->has_augmentation = augmentation[0] == 'z';
	if (context->has_augmentation) {
		word size = vouch_read_uleb(&at);
		const unsigned char *end = at + size;

		for (augmentation++; *augmentation; augmentation++) {
			if (*augmentation == 'R') {
				context->fde_encoding = *at++;
			} else if (*augmentation == 'L') {
				lsda_encoding = *at++;
			} else if (*augmentation == 'P') {
				int encoding = *at++;

				context->personality = (personality_routine)
				    vouch_read_pointer(&at, encoding, 0, 0);
			} else if (*augmentation == 'S') {
				context->is_trampoline = 1;
			} else {
				break;
			}
		}
		at = end;
	} else if (augmentation[0]) {
		return 0;
	}
	context->cie = at;
	context->lsda = (word)lsda_encoding;
	return 1;
}

/* Read an FDE. 0: it is not understood, or does not cover `pc`. */
static int
read_fde(struct _Unwind_Context *context, const unsigned char *fde, word pc)
{
	const unsigned char *at = fde + 4;
	unsigned int length = (unsigned int)read_fixed(fde, 4);
	unsigned int back = (unsigned int)read_fixed(at, 4);

	if (length == 0 || length == 0xffffffff || back == 0)
		return 0;
	context->fde_end = at + length;
	if (!read_cie(context, at - back))
		return 0;
	at += 4;
	int lsda_encoding = (int)context->lsda;

	context->start = vouch_read_pointer(&at, context->fde_encoding, 0, 0);
	word size = vouch_read_pointer(&at, context->fde_encoding & 0x0f, 0, 0);

	if (pc < context->start || pc - context->start >= size)
		return 0;
	context->lsda = 0;
	if (context->has_augmentation) {
		word augmentation_size = vouch_read_uleb(&at);
		const unsigned char *end = at + augmentation_size;

		if (lsda_encoding != DW_EH_PE_omit)
			context->lsda = vouch_read_pointer(&at, lsda_encoding, 0, context->start);
		at = end;
	}
	context->fde = at;
	return 1;
}

static int
search_frames(struct _Unwind_Context *context, const unsigned char *frames, word pc)
{
	for (;;) {
		word length = read_fixed(frames, 4);

		if (length == 0)
			return 0;
		if (read_fixed(frames + 4, 4) != 0 && read_fde(context, frames, pc))
			return 1;
		frames += 4 + length;
	}
}

int
vouch_find_frame(struct _Unwind_Context *context)
{
	struct search search;

	/* A call may be the last instruction of its function. */
	search.pc = context->is_signal ? context->pc : context->pc - 1;
	search.header = 0;
	if (context->pc == 0 || !dl_iterate_phdr(visit_module, &search) || !search.header)
		return 0;
	const unsigned char *header = search.header, *at = header + 4;
	const unsigned char *frames = (const unsigned char *)
	    vouch_read_pointer(&at, header[1], (word)header, 0);
	word count = vouch_read_pointer(&at, header[2], (word)header, 0);

	if (header[0] != 1)
		return 0;
	if (header[2] == DW_EH_PE_omit || header[3] != (DW_EH_PE_datarel | DW_EH_PE_sdata4))
		return search_frames(context, frames, search.pc);
	const int *table = (const int *)at;
	sword wanted = (sword)(search.pc - (word)header);
	word low = 0, high = count;

	while (high - low > 1) {
		word middle = (low + high) / 2;

		if (table[2 * middle] <= wanted)
			low = middle;
		else
			high = middle;
	}
	if (count == 0 || table[2 * low] > wanted)
		return 0;
	return read_fde(context, header + table[2 * low + 1], search.pc);
}
