/* Division and remainder of 128-bit integers.

   The problem: no instruction divides 128 by 128 bits.  The idea: when the divisor fits in a word,
   two divisions of 128 by 64 bits; otherwise the quotient fits in a word and one such division of
   the normalised operands estimates it, at most two too large (Knuth, TAOCP 4.3.1, theorem B).
   Division by zero raises the processor's own exception. */

#include "int128.h"

/* Quotient of high:low by divisor, high < divisor; the remainder through the pointer. */
static inline word
divide_words(word high, word low, word divisor, word *remainder)
{
#if defined(__x86_64__)
	word quotient, rest;

	__asm__("divq %4" : "=a"(quotient), "=d"(rest) : "0"(low), "1"(high), "r"(divisor) : "cc");
	*remainder = rest;
	return quotient;
#else
	/* Two steps with 32-bit digits (TAOCP 4.3.1, algorithm D). */
	int shift = __builtin_clzll(divisor);
	word quotient = 0, rest, top, bottom, digits[2];

	divisor <<= shift;
	if (shift)
		high = high << shift | low >> (64 - shift);
	low <<= shift;
	top = divisor >> 32;
	bottom = divisor & 0xffffffff;
	digits[0] = low >> 32;
	digits[1] = low & 0xffffffff;
	rest = high;
	for (int i = 0; i < 2; i++) {
		word estimate = rest / top, left = rest % top;

		while (estimate >> 32 || estimate * bottom > (left << 32 | digits[i])) {
			estimate--;
			left += top;
			if (left >> 32)
				break;
		}
		rest = (rest << 32 | digits[i]) - estimate * divisor;
		quotient = quotient << 32 | estimate;
	}
	*remainder = rest >> shift;
	return quotient;
#endif
}

uint128
__udivmodti4(uint128 dividend, uint128 divisor, uint128 *remainder)
{
	word high = high_word(dividend), low = low_word(dividend);
	word divisor_high = high_word(divisor), divisor_low = low_word(divisor);
	word quotient_high = 0, quotient_low, rest;

	if (divisor_high == 0) {
		if (divisor_low == 0)
			divisor_low = 1 / divisor_low;
		if (high >= divisor_low) {
			quotient_high = high / divisor_low;
			high %= divisor_low;
		}
		quotient_low = divide_words(high, low, divisor_low, &rest);
		if (remainder)
			*remainder = rest;
		return join(quotient_high, quotient_low);
	}
	if (dividend < divisor) {
		if (remainder)
			*remainder = dividend;
		return 0;
	}
	int shift = __builtin_clzll(divisor_high);
	word normalised = high_word(divisor << shift);

	/* One bit less of the dividend keeps the estimate within a word. */
	quotient_low = divide_words(high >> 1, low_word(dividend >> 1), normalised, &rest);
	quotient_low >>= 63 - shift;
	if (quotient_low)
		quotient_low--;
	uint128 left = dividend - (uint128)quotient_low * divisor_low -
	    ((uint128)(quotient_low * divisor_high) << 64);
	while (left >= divisor) {
		left -= divisor;
		quotient_low++;
	}
	if (remainder)
		*remainder = left;
	return quotient_low;
}

uint128
__udivti3(uint128 dividend, uint128 divisor)
{
	return __udivmodti4(dividend, divisor, 0);
}

uint128
__umodti3(uint128 dividend, uint128 divisor)
{
	uint128 remainder;

	__udivmodti4(dividend, divisor, &remainder);
	return remainder;
}

static inline uint128
magnitude(int128 x)
{
	return x < 0 ? -(uint128)x : (uint128)x;
}

int128
__divmodti4(int128 dividend, int128 divisor, int128 *remainder)
{
	uint128 rest;
	uint128 quotient = __udivmodti4(magnitude(dividend), magnitude(divisor), &rest);

	if (remainder)
		*remainder = (int128)(dividend < 0 ? -rest : rest);
	return (int128)((dividend < 0) != (divisor < 0) ? -quotient : quotient);
}

int128
__divti3(int128 dividend, int128 divisor)
{
	return __divmodti4(dividend, divisor, 0);
}

int128
__modti3(int128 dividend, int128 divisor)
{
	int128 remainder;

	__divmodti4(dividend, divisor, &remainder);
	return remainder;
}
