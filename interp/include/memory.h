/* <memory.h> of the abstract machine's own library (C17 clause 7). */
#ifndef _VOUCH_MEMORY_H
#define _VOUCH_MEMORY_H
#include <string.h>
#endif
