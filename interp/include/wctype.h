/* <wctype.h> of the abstract machine's own library (C17 clause 7). */
#ifndef _VOUCH_WCTYPE_H
#define _VOUCH_WCTYPE_H
#include <wchar.h>
typedef unsigned long wctype_t;
int iswalpha(wint_t);
int iswdigit(wint_t);
int iswspace(wint_t);
wint_t towupper(wint_t);
wint_t towlower(wint_t);
#endif
