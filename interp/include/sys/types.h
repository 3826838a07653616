/* <sys/types.h> of the abstract machine's own library (C17 clause 7). */
#ifndef _VOUCH_SYS_TYPES_H
#define _VOUCH_SYS_TYPES_H
#include <stddef.h>
typedef long ssize_t;
typedef long off_t;
typedef int pid_t;
typedef unsigned int mode_t;
#endif
