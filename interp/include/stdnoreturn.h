/* <stdnoreturn.h> of the abstract machine's own library (C17 clause 7). */
#ifndef _VOUCH_STDNORETURN_H
#define _VOUCH_STDNORETURN_H
#define noreturn _Noreturn
#endif
