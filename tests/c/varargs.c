/* Variable arguments: every class, va_copy, passing the list on, structs. */
#include <stdarg.h>
#include <stdio.h>

struct P { int x, y; }; struct B { long a[4]; }; struct D { double a, b; };

static long sum(int n, ...)
{
    va_list ap, copy; long t = 0;
    va_start(ap, n);
    va_copy(copy, ap);
    for (int i = 0; i < n; i++) t += va_arg(ap, int);
    for (int i = 0; i < n; i++) t += 100 * va_arg(copy, int);
    va_end(ap); va_end(copy);
    return t;
}
static void mixed(const char *kinds, ...)
{
    va_list ap; va_start(ap, kinds);
    for (; *kinds; kinds++)
        switch (*kinds) {
        case 'i': printf("%d ", va_arg(ap, int)); break;
        case 'l': printf("%ld ", va_arg(ap, long)); break;
        case 'd': printf("%g ", va_arg(ap, double)); break;
        case 'L': printf("%Lg ", va_arg(ap, long double)); break;
        case 's': printf("%s ", va_arg(ap, char *)); break;
        case 'p': { struct P p = va_arg(ap, struct P); printf("{%d %d} ", p.x, p.y); break; }
        case 'b': printf("[%ld] ", va_arg(ap, struct B).a[3]); break;
        case 'D': printf("<%g> ", va_arg(ap, struct D).b); break;
        }
    va_end(ap);
    printf("\n");
}
static int forward(char *to, const char *format, ...)
{
    va_list ap; va_start(ap, format);
    int n = vsprintf(to, format, ap);
    va_end(ap);
    return n;
}

int main(void)
{
    char c = 3; short s = 4; float f = 1.5f; char buffer[64];
    printf("%ld\n", sum(8, 1, 2, c, s, 5, 6, 7, 8));
    mixed("idsLp", 1, f, "str", 2.5L, (struct P){ 3, 4 });
    mixed("ddddddddddii", 1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 11, 12);
    mixed("pbDiiiiiiipDb", (struct P){ 1, 2 }, (struct B){ { 0, 0, 0, 9 } }, (struct D){ 1, 2 },
          1, 2, 3, 4, 5, 6, 7, (struct P){ 5, 6 }, (struct D){ 3, 4 }, (struct B){ { 1, 2, 3, 4 } });
    int n = forward(buffer, "%d-%s-%.1f", 42, "x", 2.5);
    printf("%s %d\n", buffer, n);
    return 0;
}

/* expect:
3636
1 1.5 str 2.5 {3 4} 
1 2 3 4 5 6 7 8 9 10 11 12 
{1 2} [9] <2> 1 2 3 4 5 6 7 {5 6} <4> [4] 
42-x-2.5 8
*/
