/* Common definitions, C17 7.19. Parts can be asked for with __need_size_t and its like, as glibc's
   headers do; a file that asks for a part gets that part only. */
#if !defined __need_size_t && !defined __need_wchar_t && !defined __need_ptrdiff_t \
    && !defined __need_NULL && !defined __need_wint_t
# ifndef _STDDEF_H
#  define _STDDEF_H
#  define __need_size_t
#  define __need_wchar_t
#  define __need_ptrdiff_t
#  define __need_NULL
#  define __vouch_whole_stddef
# endif
#endif

#ifdef __need_ptrdiff_t
# undef __need_ptrdiff_t
# ifndef _PTRDIFF_T
#  define _PTRDIFF_T
typedef __PTRDIFF_TYPE__ ptrdiff_t;
# endif
#endif

#ifdef __need_size_t
# undef __need_size_t
# ifndef _SIZE_T
#  define _SIZE_T
#  define __size_t__
#  define _SIZE_T_DEFINED
typedef __SIZE_TYPE__ size_t;
# endif
#endif

#ifdef __need_wchar_t
# undef __need_wchar_t
# ifndef _WCHAR_T
#  define _WCHAR_T
#  define __wchar_t__
typedef __WCHAR_TYPE__ wchar_t;
# endif
#endif

#ifdef __need_wint_t
# undef __need_wint_t
# ifndef _WINT_T
#  define _WINT_T
typedef __WINT_TYPE__ wint_t;
# endif
#endif

#ifdef __need_NULL
# undef __need_NULL
# undef NULL
# define NULL ((void *)0)
#endif

#ifdef __vouch_whole_stddef
# undef __vouch_whole_stddef
# undef offsetof
# define offsetof(type, member) __builtin_offsetof(type, member)
# if __STDC_VERSION__ >= 201112L || !defined __STRICT_ANSI__
#  ifndef _GCC_MAX_ALIGN_T
#   define _GCC_MAX_ALIGN_T
typedef struct {
  long long __max_align_ll __attribute__((__aligned__(__alignof__(long long))));
  long double __max_align_ld __attribute__((__aligned__(__alignof__(long double))));
#   ifdef __i386__
  __float128 __max_align_f128 __attribute__((__aligned__(__alignof__(__float128))));
#   endif
} max_align_t;
#  endif
# endif
#endif
