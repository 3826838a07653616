/* <fcntl.h> of the abstract machine's own library (POSIX 2017, as far as files need it). */
#ifndef _VOUCH_FCNTL_H
#define _VOUCH_FCNTL_H
#define O_RDONLY 0
#define O_WRONLY 1
#define O_RDWR 2
#define O_CREAT 0100
#define O_EXCL 0200
#define O_TRUNC 01000
#define O_APPEND 02000
#define O_CLOEXEC 02000000
int open(const char *, int, ...);
int creat(const char *, unsigned);
#endif
