/* <unistd.h> of the abstract machine's own library (C17 clause 7). */
#ifndef _VOUCH_UNISTD_H
#define _VOUCH_UNISTD_H
#include <stddef.h>
typedef long ssize_t;
typedef long off_t;
typedef int pid_t;
#define STDIN_FILENO 0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
ssize_t read(int, void *, size_t);
ssize_t write(int, const void *, size_t);
int close(int);
off_t lseek(int, off_t, int);
int access(const char *, int);
#define F_OK 0
#define X_OK 1
#define W_OK 2
#define R_OK 4
int unlink(const char *);
_Noreturn void _exit(int);
pid_t getpid(void);
int isatty(int);
int getopt(int, char *const [], const char *);
extern char *optarg;
extern int optind, opterr, optopt;
#endif
