/* Atomic operations out of line: what gcc's -moutline-atomics calls on AArch64, as libc.a does.

   __aarch64_OPN_ORDER (value, ... pointer) gives the old value of N bytes; every order is done as
   the strongest.  Source: the names and arguments of libgcc's lse.S, GCC manual 3.19.1. */

#define CAS(bytes, type, order)                                                                  \
	type __aarch64_cas##bytes##_##order(type expected, type desired, type *place)            \
	{                                                                                        \
		__atomic_compare_exchange_n(place, &expected, desired, 0, __ATOMIC_SEQ_CST,      \
		    __ATOMIC_SEQ_CST);                                                           \
		return expected;                                                                 \
	}
#define FETCH(name, operation, change, bytes, type, order)                                       \
	type __aarch64_##name##bytes##_##order(type value, type *place)                          \
	{                                                                                        \
		return __atomic_##operation(place, (type)(change value), __ATOMIC_SEQ_CST);      \
	}
#define ALL(bytes, type, order)                                                                  \
	CAS(bytes, type, order)                                                                  \
	FETCH(swp, exchange_n, +, bytes, type, order)                                            \
	FETCH(ldadd, fetch_add, +, bytes, type, order)                                           \
	FETCH(ldclr, fetch_and, ~, bytes, type, order)                                           \
	FETCH(ldeor, fetch_xor, +, bytes, type, order)                                           \
	FETCH(ldset, fetch_or, +, bytes, type, order)
#define ORDERS(bytes, type)                                                                      \
	ALL(bytes, type, relax)                                                                  \
	ALL(bytes, type, acq)                                                                    \
	ALL(bytes, type, rel)                                                                    \
	ALL(bytes, type, acq_rel)                                                                \
	ALL(bytes, type, sync)

ORDERS(1, unsigned char)
ORDERS(2, unsigned short)
ORDERS(4, unsigned int)
ORDERS(8, unsigned long)
