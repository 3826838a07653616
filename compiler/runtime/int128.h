/* The two halves of 128-bit integers, for the files that compute on them word by word. */

#ifndef VOUCH_INT128_H
#define VOUCH_INT128_H

typedef int int128 __attribute__((mode(TI)));
typedef unsigned int uint128 __attribute__((mode(TI)));
typedef unsigned long long word;
typedef long long sword;

static inline word
low_word(uint128 x)
{
	return (word)x;
}

static inline word
high_word(uint128 x)
{
	return (word)(x >> 64);
}

static inline uint128
join(word high, word low)
{
	return (uint128)high << 64 | low;
}

#endif
