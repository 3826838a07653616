/* Words read and written byte by byte, in both orders, with and without what stands between. */
#include <stdio.h>

typedef unsigned char byte;
typedef unsigned int u32;
typedef unsigned long long u64;

static byte buffer[32] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 200, 201, 202, 203};

u32 get_low(const byte *p) { return p[0] | p[1] << 8 | p[2] << 16 | (u32)p[3] << 24; }
u32 get_high(const byte *p) { return (u32)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3]; }
u32 get_sum(const byte *p) { return ((u32)p[0] << 24) + (p[1] << 16) + (p[2] << 8) + p[3]; }
int get_two(const byte *p, long i) { return (short)(p[i] | p[i + 1] << 8); }
u32 get_gap(const byte *p) { return p[0] | p[2] << 8; }
u64 get_long(const byte *p)
{
    return (u64)p[0] | (u64)p[1] << 8 | (u64)p[2] << 16 | (u64)p[3] << 24 | (u64)p[4] << 32
        | (u64)p[5] << 40 | (u64)p[6] << 48 | (u64)p[7] << 56;
}
void put_low(byte *p, u32 v) { p[0] = v; p[1] = v >> 8; p[2] = v >> 16; p[3] = v >> 24; }
void put_high(byte *p, u32 v) { p[0] = v >> 24; p[1] = v >> 16; p[2] = v >> 8; p[3] = v; }
void put_down(byte *p, u32 v) { p[3] = v >> 24; p[2] = v >> 16; p[1] = v >> 8; p[0] = v; }
void put_long(byte *p, u64 v)
{
    p[0] = v >> 56; p[1] = v >> 48; p[2] = v >> 40; p[3] = v >> 32;
    p[4] = v >> 24; p[5] = v >> 16; p[6] = v >> 8; p[7] = v;
}
int read_between(byte *p, byte *q) { p[0] = 7; int found = q[0]; p[1] = 9; return found; }
int written_between(byte *p, byte *q) { int low = p[0]; q[0] = 77; return low | p[1] << 8; }

struct parts { byte a, b, c, d; u32 e; unsigned short f, g; };
struct fields { u32 low : 8, middle : 16, high : 8; };
void set(struct parts *p) { p->a = 1; p->b = 0xff; p->c = 3; p->d = 0x84; p->e = ~0u; p->f = 9; p->g = 0x8000; }
void set_field(struct fields *p, int v) { p->high = v; p->middle = ~v; }
int top(const long long *p) { return *p >> 56; }
int upper(const long long *p) { return *p >> 32; }

static void show(void)
{
    for (int i = 0; i < 12; i++)
        printf("%02x", buffer[i]);
    printf("\n");
}

int main(void)
{
    byte *p = buffer;
    printf("%x %x %x %x %llx\n", get_low(p), get_high(p + 1), get_sum(p + 16), get_gap(p), get_long(p + 3));
    printf("%d %d\n", get_two(p, 2), get_two(p, 16));
    put_low(p, 0x12345678); show();
    put_high(p + 1, 0x9abcdef0); show();
    put_down(p + 2, 0x87654321); show();
    put_long(p, 0x1122334455667788); show();
    printf("%d", read_between(p, p)); printf(" %d", read_between(p, p + 1));
    printf(" %x", written_between(p, p)); printf(" %x\n", written_between(p, p + 1)); show();
    struct parts parts;
    struct fields fields = {0x12, 0x3456, 0x78};
    set(&parts);
    printf("%d %d %d %d %x %d %d\n", parts.a, parts.b, parts.c, parts.d, parts.e, parts.f, parts.g);
    set_field(&fields, 0x5a);
    printf("%x %x %x\n", fields.low, fields.middle, fields.high);
    long long wide = -0x123456789abcdefLL;
    printf("%d %d\n", top(&wide), upper(&wide));
    return 0;
}
/* expect:
4030201 2030405 c8c9cacb 301 b0a090807060504
1027 -13880
7856341205060708090a0b0c
789abcdef0060708090a0b0c
789a214365870708090a0b0c
1122334455667788090a0b0c
7 9 907 4d4d
4d4d334455667788090a0b0c
1 255 3 132 ffffffff 9 32768
12 ffa5 5a
-2 -19088744
*/
