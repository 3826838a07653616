/* <alloca.h> of the abstract machine's own library (C17 clause 7). */
#ifndef _VOUCH_ALLOCA_H
#define _VOUCH_ALLOCA_H
#include <stddef.h>
void *alloca(size_t);
#endif
