/* Atomic changes of every size, kind and order, and the values that they give. */
#include <stdio.h>

#define ORDERS(X) \
    X(__ATOMIC_RELAXED) X(__ATOMIC_ACQUIRE) X(__ATOMIC_RELEASE) X(__ATOMIC_ACQ_REL) X(__ATOMIC_SEQ_CST)

static unsigned long hash;
static void add(unsigned long value) { hash = hash * 1000003 + value; }

#define ORDER(order) \
    add(__atomic_fetch_add(&object, value, order)); add(object); \
    add(__atomic_fetch_sub(&object, value + 1, order)); add(object); \
    add(__atomic_fetch_and(&object, value | 0x55, order)); add(object); \
    add(__atomic_fetch_or(&object, value, order)); add(object); \
    add(__atomic_fetch_xor(&object, value * 3, order)); add(object); \
    add(__atomic_fetch_nand(&object, value, order)); add(object); \
    add(__atomic_exchange_n(&object, value * 7, order)); add(object); \
    __atomic_fetch_add(&object, 5, order); add(object); \
    add(__atomic_add_fetch(&object, value, order)); add(__atomic_and_fetch(&object, value, order)); \
    expected = value; \
    add(__atomic_compare_exchange_n(&object, &expected, value + 9, 0, order, __ATOMIC_RELAXED)); \
    add(expected); add(object); \
    expected = object; \
    add(__atomic_compare_exchange_n(&object, &expected, value - 9, 0, order, __ATOMIC_RELAXED)); \
    add(expected); add(object);

#define SIZE(name, type) \
    __attribute__((noinline)) static void name(type value) \
    { \
        static type object = 17; \
        type expected; \
        ORDERS(ORDER) \
        printf("%lx %lx\n", (unsigned long)object, hash); \
    }
SIZE(bytes, unsigned char)
SIZE(signed_bytes, signed char)
SIZE(halves, unsigned short)
SIZE(words, int)
SIZE(doubles, unsigned long)

int main(void)
{
    static const long values[] = { 0, 1, -1, 0x7f, 0x80, 0x1234, -0x8000, 0x12345678, 1l << 40 };
    for (int i = 0; i < 9; i++) {
        long value = values[i];
        bytes(value), signed_bytes(value), halves(value), words(value & 0xfffffff), doubles(value);
    }
    return 0;
}

/* expect:
f7 95aca0872c4f45a6
fffffffffffffff7 18af02c2e9374b28
fff7 67d80753ef1f05de
fffffffffffffff7 777876d0058eb910
fffffffffffffff7 85c6dea6d6c8d556
f8 e3b9f563622a35fb
fffffffffffffff8 95427b754c1d9062
fff8 e2758fa0b4c0fe3f
fffffffffffffff8 b126b28dc294bb8e
fffffffffffffff8 7539dd02e291cfe3
f6 ca46f99ce6590dec
fffffffffffffff6 89f74caad124d6df
fff6 ca72ca1727905180
ffffff6 24a039d9862bf37b
fffffffffffffff6 68e8881ebd37e9f4
76 8ef4b75970e8c8cd
76 e1d271bdece210b0
76 71470bbf44867aa1
76 113303453c9e4a0c
76 ffbafcca87365b55
77 9d138667be13e925
77 4d71c22f0ea57e15
77 ebb17773741f2b65
77 da2e4827b44962d5
77 6fa0bbc08e6e8ba5
2b afd925ff99d7be1e
2b da1ba254b4a71ce1
122b 179a1e2129cc8072
122b b879c6bf48aa83bd
122b 552ffe698aebada6
f7 5b68d3fbb0041162
fffffffffffffff7 d033d002462e6536
7ff7 683925790872a569
fff7ff7 8be4fac9d32673ca
ffffffffffff7ff7 46c255c253972b05
6f 57f58ad49bbbb252
6f e011c2d41f3f5a71
566f 97ab4fe2dadfc4b6
234566f f14a179a2752d8fd
1234566f d92e91ed13cc817a
f7 3bc19ea23a1d972
fffffffffffffff7 dcc8a8d56f87639a
fff7 6cdc9adfea7a63d2
fffffffffffffff7 672f6c3e4e1891ba
fffffffff7 d5cdd07e93025c09
*/
