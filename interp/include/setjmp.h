/* <setjmp.h> of the abstract machine's own library (C17 clause 7). */
#ifndef _VOUCH_SETJMP_H
#define _VOUCH_SETJMP_H
typedef struct { unsigned long __token; unsigned long __rest[24]; } jmp_buf[1];
typedef jmp_buf sigjmp_buf;
int setjmp(jmp_buf);
#define setjmp(buffer) setjmp(buffer)
#define _setjmp(buffer) setjmp(buffer)
#define sigsetjmp(buffer, mask) setjmp(buffer)
_Noreturn void longjmp(jmp_buf, int);
_Noreturn void _longjmp(jmp_buf, int);
_Noreturn void siglongjmp(sigjmp_buf, int);
#endif
