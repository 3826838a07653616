/* switch: fall through, ranges, default in the middle, long and unsigned conditions, Duff's device,
   nested switches, cases inside other statements, constant conditions. */
#include <stdio.h>

static int f(int n)
{
    switch (n) {
    case 1: n += 10;
    case 2: n += 20; break;
    default: n = -1; break;
    case 5 ... 9: return 500 + n;
    case -3: case 'a': n = 77;
    }
    return n;
}

static const char *g(unsigned long n)
{
    switch (n) {
    case 0xffffffffffffffff: return "max";
    case 0x8000000000000000 ... 0x8000000000000005: return "high";
    case 0x100000000: return "4G";
    }
    return "none";
}

static void copy(char *to, const char *from, int n)
{
    int rounds = (n + 3) / 4;
    switch (n % 4) {
    case 0: do { *to++ = *from++;
    case 3: *to++ = *from++;
    case 2: *to++ = *from++;
    case 1: *to++ = *from++;
            } while (--rounds > 0);
    }
}

int main(void)
{
    char buffer[16] = { 0 };
    for (int i = -4; i < 11; i++) printf("%d ", f(i));
    printf("%d\n", f('a'));
    printf("%s %s %s %s\n", g(-1), g(0x8000000000000003), g(0x100000000), g(3));
    copy(buffer, "duff's device", 13);
    printf("%s\n", buffer);
    switch (3) { int x; case 3: x = 4; printf("%d\n", x); break; case 4: printf("no\n"); }
    for (int i = 0; i < 4; i++) {
        switch (i) {
        case 1: continue;
        case 2: switch (i * 2) { case 4: printf("inner "); break; default: printf("bad "); }
            break;
        default: printf("d%d ", i);
        }
        printf("after%d ", i);
    }
    printf("\n");
    switch (sizeof(int)) case 4: printf("four\n");
    switch (f(2)) { if (0) { case 22: printf("inside\n"); } }
    return 0;
}

/* expect:
-1 77 -1 -1 -1 31 22 -1 -1 505 506 507 508 509 -1 77
max high 4G none
duff's device
4
d0 after0 inner after2 d3 after3 
four
inside
*/
