/* <assert.h> of the abstract machine's own library (C17 clause 7). */
#undef assert
#ifdef NDEBUG
#define assert(condition) ((void)0)
#else
_Noreturn void __assert_fail(const char *, const char *, unsigned int, const char *);
#define assert(condition) (__builtin_scalar(condition) ? (void)0 : __assert_fail(#condition, __FILE__, __LINE__, __func__))
#endif
#undef static_assert
#define static_assert _Static_assert
