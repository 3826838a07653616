// options: -O1
_Atomic int n;
_Atomic float x;
int f(int *p, int v) { n += v; x *= 2; return __atomic_exchange_n(p, v, __ATOMIC_ACQUIRE); }
