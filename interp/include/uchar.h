/* <uchar.h> of the abstract machine's own library (C17 clause 7). */
#ifndef _VOUCH_UCHAR_H
#define _VOUCH_UCHAR_H
#include <stddef.h>
typedef __CHAR16_TYPE__ char16_t;
typedef __CHAR32_TYPE__ char32_t;
#endif
