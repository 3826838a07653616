/* <malloc.h> of the abstract machine's own library (C17 clause 7). */
#ifndef _VOUCH_MALLOC_H
#define _VOUCH_MALLOC_H
#include <stdlib.h>
#endif
