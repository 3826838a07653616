/* <wchar.h> of the abstract machine's own library (C17 clause 7). */
#ifndef _VOUCH_WCHAR_H
#define _VOUCH_WCHAR_H
#include <stddef.h>
#include <stdarg.h>
typedef __WINT_TYPE__ wint_t;
typedef struct { int __state; } mbstate_t;
#define WEOF ((wint_t)-1)
#define WCHAR_MAX __WCHAR_MAX__
#define WCHAR_MIN __WCHAR_MIN__
size_t wcslen(const wchar_t *);
wchar_t *wcscpy(wchar_t *restrict, const wchar_t *restrict);
int wcscmp(const wchar_t *, const wchar_t *);
wchar_t *wcschr(const wchar_t *, wchar_t);
wchar_t *wmemcpy(wchar_t *restrict, const wchar_t *restrict, size_t);
wchar_t *wmemset(wchar_t *, wchar_t, size_t);
#endif
