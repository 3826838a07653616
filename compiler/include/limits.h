/* Sizes of integer types, C17 5.2.4.2.1. The C library's limits.h is read as well: it has the
   limits of POSIX. _GCC_LIMITS_H_ tells it that the types are done here. */
#ifndef _GCC_LIMITS_H_
#define _GCC_LIMITS_H_

#if __STDC_HOSTED__ && __has_include_next(<limits.h>)
# include_next <limits.h>
#endif

#undef CHAR_BIT
#define CHAR_BIT __CHAR_BIT__
#ifndef MB_LEN_MAX
# define MB_LEN_MAX 1
#endif
#undef SCHAR_MIN
#define SCHAR_MIN (-SCHAR_MAX - 1)
#undef SCHAR_MAX
#define SCHAR_MAX __SCHAR_MAX__
#undef UCHAR_MAX
#define UCHAR_MAX (SCHAR_MAX * 2 + 1)
#undef CHAR_MIN
#undef CHAR_MAX
#ifdef __CHAR_UNSIGNED__
# define CHAR_MIN 0
# define CHAR_MAX UCHAR_MAX
#else
# define CHAR_MIN SCHAR_MIN
# define CHAR_MAX SCHAR_MAX
#endif
#undef SHRT_MIN
#define SHRT_MIN (-SHRT_MAX - 1)
#undef SHRT_MAX
#define SHRT_MAX __SHRT_MAX__
#undef USHRT_MAX
#define USHRT_MAX (SHRT_MAX * 2 + 1)
#undef INT_MIN
#define INT_MIN (-INT_MAX - 1)
#undef INT_MAX
#define INT_MAX __INT_MAX__
#undef UINT_MAX
#define UINT_MAX (INT_MAX * 2U + 1U)
#undef LONG_MIN
#define LONG_MIN (-LONG_MAX - 1L)
#undef LONG_MAX
#define LONG_MAX __LONG_MAX__
#undef ULONG_MAX
#define ULONG_MAX (LONG_MAX * 2UL + 1UL)
#if __STDC_VERSION__ >= 199901L || !defined __STRICT_ANSI__
# undef LLONG_MIN
# define LLONG_MIN (-LLONG_MAX - 1LL)
# undef LLONG_MAX
# define LLONG_MAX __LONG_LONG_MAX__
# undef ULLONG_MAX
# define ULLONG_MAX (LLONG_MAX * 2ULL + 1ULL)
#endif
#if !defined __STRICT_ANSI__
# undef LONG_LONG_MIN
# define LONG_LONG_MIN (-LONG_LONG_MAX - 1LL)
# undef LONG_LONG_MAX
# define LONG_LONG_MAX __LONG_LONG_MAX__
# undef ULONG_LONG_MAX
# define ULONG_LONG_MAX (LONG_LONG_MAX * 2ULL + 1ULL)
#endif
#if __STDC_VERSION__ > 201710L || defined __STDC_WANT_IEC_60559_BFP_EXT__
# define CHAR_WIDTH __SCHAR_WIDTH__
# define SCHAR_WIDTH __SCHAR_WIDTH__
# define UCHAR_WIDTH __SCHAR_WIDTH__
# define SHRT_WIDTH __SHRT_WIDTH__
# define USHRT_WIDTH __SHRT_WIDTH__
# define INT_WIDTH __INT_WIDTH__
# define UINT_WIDTH __INT_WIDTH__
# define LONG_WIDTH __LONG_WIDTH__
# define ULONG_WIDTH __LONG_WIDTH__
# define LLONG_WIDTH __LONG_LONG_WIDTH__
# define ULLONG_WIDTH __LONG_LONG_WIDTH__
#endif

#elif defined _GCC_NEXT_LIMITS_H
/* glibc's limits.h includes itself once more for what gcc's own would have; done above. */
#endif
