/* <stdalign.h> of the abstract machine's own library (C17 clause 7). */
#ifndef _VOUCH_STDALIGN_H
#define _VOUCH_STDALIGN_H
#define alignas _Alignas
#define alignof _Alignof
#define __alignas_is_defined 1
#define __alignof_is_defined 1
#endif
