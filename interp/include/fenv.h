/* <fenv.h> of the abstract machine's own library (C17 clause 7). */
#ifndef _VOUCH_FENV_H
#define _VOUCH_FENV_H
typedef unsigned int fexcept_t;
typedef struct { unsigned int __state[8]; } fenv_t;
extern const fenv_t __vouch_default_environment;
#define FE_DFL_ENV (&__vouch_default_environment)
#if defined __aarch64__
#define FE_INVALID 1
#define FE_DIVBYZERO 2
#define FE_OVERFLOW 4
#define FE_UNDERFLOW 8
#define FE_INEXACT 16
#define FE_ALL_EXCEPT 31
#define FE_TONEAREST 0
#define FE_DOWNWARD 0x800000
#define FE_UPWARD 0x400000
#define FE_TOWARDZERO 0xc00000
#elif defined __riscv
#define FE_INVALID 16
#define FE_DIVBYZERO 8
#define FE_OVERFLOW 4
#define FE_UNDERFLOW 2
#define FE_INEXACT 1
#define FE_ALL_EXCEPT 31
#define FE_TONEAREST 0
#define FE_DOWNWARD 2
#define FE_UPWARD 3
#define FE_TOWARDZERO 1
#else
#define FE_INVALID 1
#define FE_DIVBYZERO 4
#define FE_OVERFLOW 8
#define FE_UNDERFLOW 16
#define FE_INEXACT 32
#define FE_ALL_EXCEPT 61
#define FE_TONEAREST 0
#define FE_DOWNWARD 0x400
#define FE_UPWARD 0x800
#define FE_TOWARDZERO 0xc00
#endif
int feclearexcept(int);
int fegetexceptflag(fexcept_t *, int);
int feraiseexcept(int);
int fesetexceptflag(const fexcept_t *, int);
int fetestexcept(int);
int fegetround(void);
int fesetround(int);
int fegetenv(fenv_t *);
int feholdexcept(fenv_t *);
int fesetenv(const fenv_t *);
int feupdateenv(const fenv_t *);
#endif
