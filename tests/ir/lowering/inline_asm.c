// options: -O1
int f(int a, int *p)
{
    int r, s;
    __asm__("op %0 %1 %2 %3 %4" : "=r"(r), "+r"(a), "=m"(*p), "=&a"(s) : "0"(4), "i"(8) : "cc", "memory");
    return r + s + a;
}
