/* What selects by hand: conditional moves, vectors, constants, calls, long double, asm operands.
   The blocks are compared before and after selection; nothing is printed. */

typedef short shorts __attribute__((vector_size(16)));

int choose(double x, double y, int a, int b) { return x != y ? a : b; }

shorts differences(shorts a, shorts b) { return a - b; }

unsigned long mix(unsigned long x, int n)
{
    while (n-- > 0)
        x = (x ^ 0x123456789abcUL) * 0x9e3779b97f4a7c15UL;
    return x;
}

int callee(int, long, int, long, int, long, int, long, int);

int call(int a, long b) { return callee(a, b, a + 1, b + 1, a + 2, b + 2, a + 3, b + 3, a + 4); }

int order(long double x, long double y) { return x < y; }

long double fibonacci(int n)
{
    long double a = 0, b = 1, sum;
    while (n-- > 0) {
        sum = a;
        a = b;
        b = sum + b;
    }
    return a / b;
}

long double signs(long double x, long double y) { return __builtin_copysignl(x, y); }

long copied(void *to, void const *from, long count)
{
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(count) : : "memory");
    return count;
}

int clobbered(int x)
{
    int y = x * 3;
    __asm__ volatile("xorl %%ebx, %%ebx\n\taddl %1, %0" : "+r"(x) : "r"(y) : "rbx", "cc");
    return x + y;
}

void stored(int *p, int value) { __asm__ volatile("movl %1, %0" : "=m"(p[3]) : "ri"(value)); }

short swapped(short x) { __asm__("rolw $8, %w0" : "+r"(x)); return x; }

short doubled(short x) { __asm__("addw %1, %0" : "=r"(x) : "r"(x), "0"(x)); return x; }
