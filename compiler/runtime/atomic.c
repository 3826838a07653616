/* The library side of atomic operations: __atomic_load_8 and the like, which code calls when it
   does not know whether the processor has the instruction, and the generic forms for any size.

   Sizes 1 to 8 are the processor's own.  Sixteen bytes are cmpxchg16b on x86-64.  Everything else
   takes one of a table of spin locks chosen by address, so all accesses to one object agree.  Every
   operation is sequentially consistent, which satisfies any order asked for.
   Interface: GCC wiki, "Atomic/GCCMM/LIbrary". */

typedef __SIZE_TYPE__ size_type;
typedef __UINTPTR_TYPE__ address;
typedef unsigned char u1;
typedef unsigned short u2;
typedef unsigned int u4;
typedef unsigned long long u8;

#define NAMED(name) __asm__(name)
#define SEQ __ATOMIC_SEQ_CST

/* One fetch-and-operate pair. */
#define FETCH(size, type, name, operation)                                                       \
	type fetch_##name##_##size(volatile type *p, type x, int order)                          \
	    NAMED("__atomic_fetch_" #name "_" #size);                                            \
	type fetch_##name##_##size(volatile type *p, type x, int order)                          \
	{                                                                                        \
		type old, next;                                                                  \
		(void)order;                                                                     \
		old = LOAD(p);                                                                   \
		do {                                                                             \
			next = (type)(operation);                                                \
		} while (!COMPARE(p, &old, next));                                               \
		return old;                                                                      \
	}                                                                                        \
	type name##_fetch_##size(volatile type *p, type x, int order)                            \
	    NAMED("__atomic_" #name "_fetch_" #size);                                            \
	type name##_fetch_##size(volatile type *p, type x, int order)                            \
	{                                                                                        \
		type old = fetch_##name##_##size(p, x, order);                                   \
		return (type)(operation);                                                        \
	}

#define FETCHES(size, type)                                                                      \
	FETCH(size, type, add, old + x)                                                          \
	FETCH(size, type, sub, old - x)                                                          \
	FETCH(size, type, and, old & x)                                                          \
	FETCH(size, type, or, old | x)                                                           \
	FETCH(size, type, xor, old ^ x)                                                          \
	FETCH(size, type, nand, ~(old & x))

#define BASIC(size, type)                                                                        \
	type load_##size(const volatile type *p, int order) NAMED("__atomic_load_" #size);       \
	type load_##size(const volatile type *p, int order)                                      \
	{                                                                                        \
		(void)order;                                                                     \
		return LOAD((volatile type *)p);                                                 \
	}                                                                                        \
	type exchange_##size(volatile type *p, type x, int order)                                \
	    NAMED("__atomic_exchange_" #size);                                                   \
	type exchange_##size(volatile type *p, type x, int order)                                \
	{                                                                                        \
		type old = LOAD(p);                                                              \
		(void)order;                                                                     \
		while (!COMPARE(p, &old, x))                                                     \
			;                                                                        \
		return old;                                                                      \
	}                                                                                        \
	void store_##size(volatile type *p, type x, int order) NAMED("__atomic_store_" #size);   \
	void store_##size(volatile type *p, type x, int order)                                   \
	{                                                                                        \
		exchange_##size(p, x, order);                                                    \
	}                                                                                        \
	_Bool compare_exchange_##size(volatile type *p, type *expected, type x, int success,     \
	    int failure) NAMED("__atomic_compare_exchange_" #size);                              \
	_Bool compare_exchange_##size(volatile type *p, type *expected, type x, int success,     \
	    int failure)                                                                         \
	{                                                                                        \
		(void)success;                                                                   \
		(void)failure;                                                                   \
		return COMPARE(p, expected, x);                                                  \
	}                                                                                        \
	FETCHES(size, type)

#define LOAD(p) __atomic_load_n(p, SEQ)
#define COMPARE(p, expected, next) __atomic_compare_exchange_n(p, expected, next, 0, SEQ, SEQ)

BASIC(1, u1)
BASIC(2, u2)
BASIC(4, u4)
BASIC(8, u8)

#undef LOAD
#undef COMPARE

/* Locks for objects of other sizes; neighbours of 16 bytes share one. */
static u1 locks[64];

static u1 *
lock(const volatile void *p)
{
	u1 *mine = &locks[((address)p >> 4) % sizeof locks];

	while (__atomic_exchange_n(mine, 1, SEQ))
		while (__atomic_load_n(mine, __ATOMIC_RELAXED))
#if defined(__x86_64__) || defined(__i386__)
			__asm__ volatile("pause")
#endif
			;
	return mine;
}

static void
unlock(u1 *mine)
{
	__atomic_store_n(mine, 0, SEQ);
}

static void
copy(void *to, const volatile void *from, size_type size)
{
	u1 *target = to;
	const volatile u1 *source = from;

	while (size--)
		*target++ = *source++;
}

#ifdef __SIZEOF_INT128__

typedef unsigned int u16 __attribute__((mode(TI)));

#ifdef __x86_64__

#define HAS_16 1

static inline _Bool
compare_16(volatile u16 *p, u16 *expected, u16 next)
{
	u8 low = (u8)*expected, high = (u8)(*expected >> 64);
	_Bool done;

	__asm__ volatile("lock cmpxchg16b %1\n\tsete %0"
	    : "=q"(done), "+m"(*p), "+a"(low), "+d"(high)
	    : "b"((u8)next), "c"((u8)(next >> 64))
	    : "memory", "cc");
	*expected = (u16)high << 64 | low;
	return done;
}

#else

#define HAS_16 0

static inline _Bool
compare_16(volatile u16 *p, u16 *expected, u16 next)
{
	u1 *mine = lock(p);
	u16 old = *p;
	_Bool done = old == *expected;

	if (done)
		*p = next;
	else
		*expected = old;
	unlock(mine);
	return done;
}

#endif

static inline u16
load_any_16(volatile u16 *p)
{
	u16 old = 0;

	compare_16(p, &old, 0);
	return old;
}

#define LOAD(p) load_any_16(p)
#define COMPARE(p, expected, next) compare_16(p, expected, next)

BASIC(16, u16)

#else
#define HAS_16 0
#endif

/* Whether an object can do without a lock: its size is a register's and it is aligned to it. */
static inline int
is_free(size_type size, const volatile void *p)
{
	if (size > (HAS_16 ? 16 : 8) || (size & (size - 1)) || size == 0)
		return 0;
	return ((address)p & (size - 1)) == 0;
}

_Bool is_lock_free(size_type size, const volatile void *p) NAMED("__atomic_is_lock_free");
_Bool
is_lock_free(size_type size, const volatile void *p)
{
	return is_free(size, p);
}

#define BY_SIZE(size, p, one, two, four, eight, sixteen)                                         \
	if (is_free(size, p))                                                                    \
		switch (size) {                                                                  \
		case 1: one; return;                                                             \
		case 2: two; return;                                                             \
		case 4: four; return;                                                            \
		case 8: eight; return;                                                           \
		sixteen                                                                          \
		}

#if HAS_16
#define SIXTEEN(statement) case 16: statement; return;
#else
#define SIXTEEN(statement)
#endif

void load_any(size_type size, const volatile void *p, void *result, int order)
    NAMED("__atomic_load");
void
load_any(size_type size, const volatile void *p, void *result, int order)
{
	BY_SIZE(size, p,
	    *(u1 *)result = load_1(p, order), *(u2 *)result = load_2(p, order),
	    *(u4 *)result = load_4(p, order), *(u8 *)result = load_8(p, order),
	    SIXTEEN(*(u16 *)result = load_16(p, order)))
	u1 *mine = lock(p);

	copy(result, p, size);
	unlock(mine);
}

void store_any(size_type size, volatile void *p, const void *x, int order)
    NAMED("__atomic_store");
void
store_any(size_type size, volatile void *p, const void *x, int order)
{
	BY_SIZE(size, p,
	    store_1(p, *(const u1 *)x, order), store_2(p, *(const u2 *)x, order),
	    store_4(p, *(const u4 *)x, order), store_8(p, *(const u8 *)x, order),
	    SIXTEEN(store_16(p, *(const u16 *)x, order)))
	u1 *mine = lock(p);

	copy((void *)p, x, size);
	unlock(mine);
}

void exchange_any(size_type size, volatile void *p, const void *x, void *result, int order)
    NAMED("__atomic_exchange");
void
exchange_any(size_type size, volatile void *p, const void *x, void *result, int order)
{
	BY_SIZE(size, p,
	    *(u1 *)result = exchange_1(p, *(const u1 *)x, order),
	    *(u2 *)result = exchange_2(p, *(const u2 *)x, order),
	    *(u4 *)result = exchange_4(p, *(const u4 *)x, order),
	    *(u8 *)result = exchange_8(p, *(const u8 *)x, order),
	    SIXTEEN(*(u16 *)result = exchange_16(p, *(const u16 *)x, order)))
	u1 *mine = lock(p);

	/* x and result may be the same object. */
	for (size_type i = 0; i < size; i++) {
		u1 old = ((volatile u1 *)p)[i];

		((volatile u1 *)p)[i] = ((const u1 *)x)[i];
		((u1 *)result)[i] = old;
	}
	unlock(mine);
}

_Bool compare_exchange_any(size_type size, volatile void *p, void *expected, const void *x,
    int success, int failure) NAMED("__atomic_compare_exchange");
_Bool
compare_exchange_any(size_type size, volatile void *p, void *expected, const void *x,
    int success, int failure)
{
	if (is_free(size, p))
		switch (size) {
		case 1:
			return compare_exchange_1(p, expected, *(const u1 *)x, success, failure);
		case 2:
			return compare_exchange_2(p, expected, *(const u2 *)x, success, failure);
		case 4:
			return compare_exchange_4(p, expected, *(const u4 *)x, success, failure);
		case 8:
			return compare_exchange_8(p, expected, *(const u8 *)x, success, failure);
#if HAS_16
		case 16:
			return compare_exchange_16(p, expected, *(const u16 *)x, success, failure);
#endif
		}
	u1 *mine = lock(p);
	size_type same = 0;

	while (same < size && ((volatile u1 *)p)[same] == ((u1 *)expected)[same])
		same++;
	if (same == size)
		copy((void *)p, x, size);
	else
		copy(expected, p, size);
	unlock(mine);
	return same == size;
}

_Bool test_and_set(volatile void *p, int order) NAMED("__atomic_test_and_set_1");
_Bool
test_and_set(volatile void *p, int order)
{
	return exchange_1(p, 1, order) != 0;
}
