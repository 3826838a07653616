/* Variable arguments, C17 7.16. glibc asks for the type alone with __need___va_list. */
#ifndef _STDARG_H
# ifndef __need___va_list
#  define _STDARG_H
# endif
# undef __need___va_list

# ifndef __GNUC_VA_LIST
#  define __GNUC_VA_LIST
typedef __builtin_va_list __gnuc_va_list;
# endif

# ifdef _STDARG_H
#  define va_start(ap, last) __builtin_va_start(ap, last)
#  define va_end(ap) __builtin_va_end(ap)
#  define va_arg(ap, type) __builtin_va_arg(ap, type)
#  if !defined __STRICT_ANSI__ || __STDC_VERSION__ >= 199901L
#   define va_copy(to, from) __builtin_va_copy(to, from)
#  endif
#  define __va_copy(to, from) __builtin_va_copy(to, from)
#  ifndef _VA_LIST_DEFINED
#   define _VA_LIST
#   define _VA_LIST_DEFINED
#   define _VA_LIST_T_H
#   define __va_list__
typedef __gnuc_va_list va_list;
#  endif
# endif
#endif
