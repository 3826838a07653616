/* <iso646.h> of the abstract machine's own library (C17 clause 7). */
#ifndef _VOUCH_ISO646_H
#define _VOUCH_ISO646_H
#define and &&
#define and_eq &=
#define bitand &
#define bitor |
#define compl ~
#define not !
#define not_eq !=
#define or ||
#define or_eq |=
#define xor ^
#define xor_eq ^=
#endif
