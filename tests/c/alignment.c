/* Packed and over-aligned records, unaligned access, alignment of locals. */
#include <stdio.h>
#include <string.h>

struct __attribute__((packed)) P { char c; int i; double d; short s[3]; };
struct A { char c; int v __attribute__((aligned(16))); };
struct __attribute__((packed, aligned(2))) Q { char c; long l; };
#pragma pack(push, 1)
struct R { char a; long b; };
#pragma pack(pop)

int main(void)
{
    struct P p = { 1, 2, 3.5, { 4, 5, 6 } }, *q = &p; char raw[64];
    printf("%d %d %d %d\n", (int)sizeof p, (int)sizeof(struct A), (int)sizeof(struct Q), (int)sizeof(struct R));
    q->i += 40; q->d *= 2; q->s[1]++; q->s[2] += q->s[0];
    memcpy(raw + 1, q, sizeof p);
    struct P *u = (struct P *)(raw + 1);
    printf("%d %g %d %d\n", u->i, u->d, u->s[1], u->s[2]);
    struct A a = { 'x', 9 }, b = a; int __attribute__((aligned(64))) z = 3;
    printf("%d %d %d\n", b.v, (int)((long)&b.v % 16), (int)((long)&z % 64));
    typedef int unaligned __attribute__((aligned(1)));
    *(unaligned *)(raw + 3) = 0x01020304; printf("%d%d\n", raw[3], raw[6]);
    return 0;
}

/* expect:
19 32 10 9
42 7 6 10
9 0 0
41
*/
