// options: -Wunused-macros -fsyntax-only
int a;
#define U 1
#define V(x) x
#define W
#undef W
#define V(x) x
int z = 3;
#ifdef Y
#endif
#define D1 2
#if D1
#endif
#define D2 2
#ifndef D2
#endif
#define D3
#define D3
#include "um.h"
#define D4 3
#undef D4
#define D4 4
int k = D4;
#define D5 1
#if defined(D5)
#endif
