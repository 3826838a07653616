/* Structs by value: sizes of every ABI class, results, nested calls, assignment chains. */
// options: -fsigned-char
#include <stdio.h>

struct S1 { char c; };
struct S3 { char c[3]; };
struct S8 { int a; float b; };
struct S16 { long a; double b; };
struct SD { double a, b; };
struct S24 { long a, b, c; };
struct SF { float a, b, c; };
struct SL { long double x; };
struct E { };

static struct S1 f1(struct S1 s) { s.c++; return s; }
static struct S3 f3(struct S3 s) { s.c[1] += s.c[0]; return s; }
static struct S8 f8(struct S8 s, int n) { s.a += n; s.b *= 2; return s; }
static struct S16 f16(struct S16 s) { s.a = -s.a; s.b /= 2; return s; }
static struct SD fd(double x, struct SD s) { s.a += x; s.b -= x; return s; }
static struct S24 f24(struct S24 s, struct S24 t) { s.a += t.c; t.a = 99; return s; }
static struct SF ff(struct SF s) { s.c = s.a + s.b; return s; }
static struct SL fl(struct SL s) { s.x += 1; return s; }
static struct E fe(struct E e, int n) { printf("empty %d\n", n); return e; }

int main(void)
{
    struct S1 a = { 'a' };
    struct S3 b = { "xy" };
    struct S24 c = { 1, 2, 3 }, d, e;
    printf("%c\n", f1(f1(a)).c);
    printf("%d\n", f3(b).c[1]);
    printf("%d %g\n", f8((struct S8){ 5, 2.5f }, 7).a, f8((struct S8){ 5, 2.5f }, 7).b);
    printf("%ld %g\n", f16((struct S16){ 6, 9 }).a, f16((struct S16){ 6, 9 }).b);
    printf("%g %g\n", fd(1, (struct SD){ 2, 3 }).a, fd(1, (struct SD){ 2, 3 }).b);
    d = e = f24(c, c);
    printf("%ld %ld %ld %ld\n", d.a, e.b, c.a, f24(c, d).a);
    printf("%g\n", ff((struct SF){ 1, 2, 0 }).c);
    printf("%Lg\n", fl((struct SL){ 1.5L }).x);
    fe((struct E){ }, 3);
    c = (c.a > 0 ? d : e);
    printf("%ld ", c.a); printf("%ld\n", (c = f24(c, c)).a);
    struct S24 *p = &c, arr[3] = { c, d, *p };
    arr[1] = arr[2]; *p = arr[0];
    printf("%ld\n", arr[1].a + p->a);
    return 0;
}

/* expect:
c
-15
12 5
-6 4.5
3 2
4 2 1 4
3
2.5
empty 3
4 7
14
*/
