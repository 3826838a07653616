/* Objects of a register's size that are also accessed in parts: structures that travel in registers,
   unions, copies between both; at -O1 and above they are integers whose parts are shifted and masked. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define APART __attribute__((noinline))

struct tagged { unsigned char kind, flags; unsigned short offset; int size; union { double number; void *pointer; uint64_t bits; } u; };
struct floats { float x, y; };
struct bytes { signed char b[3]; unsigned char last; short s; };
struct fields { unsigned a : 3, b : 13; int c : 16; unsigned d; };
struct nested { struct { char c; short s; } inner; float f; };
union pun { double d; uint64_t bits; struct { uint32_t low, high; } halves; unsigned char bytes[8]; float f[2]; void *p; };
union small { uint16_t word; uint8_t byte[2]; struct { uint8_t first; int8_t second; } pair; };

static APART struct tagged make(int kind, int size) { struct tagged t = { kind, 0, 0, size, { 1.5 } }; return t; }
static APART struct tagged grown(struct tagged t) { t.size += 7; t.offset--; t.flags |= 0x81; return t; }
static APART int kind(struct tagged t) { return t.kind & 15; }
static APART int looped(struct tagged t) { int sum = 0; for (; t.size > 0; t.size--) { t.offset += t.kind; sum += t.offset; } return sum + t.flags; }
static APART struct tagged partly(int x) { struct tagged t; t.kind = 2; if (x) t.size = x; else t.size = -1; t.flags = 3; t.offset = 4; t.u.bits = 5; return t; }
static APART struct floats turned(struct floats f) { struct floats r = { f.y, -f.x }; return r; }
static APART struct bytes moved(struct bytes b) { struct bytes r = b; r.b[1] = b.b[0]; r.last = b.b[2]; r.s = b.s - 1; return r; }
static APART struct fields set(struct fields f, int n) { f.a = n; f.b += n; f.c -= n; f.d ^= n; return f; }
static APART struct nested inner(struct nested n) { n.inner.s++; n.f *= 2; n.inner.c = 'z'; return n; }
static APART uint32_t high(double d) { union pun p = { d }; return p.halves.high; }
static APART double with_high(double d, uint32_t high) { union pun p; p.d = d; p.halves.high = high; return p.d; }
static APART double negated(double d) { union pun p; p.d = d; p.bytes[7] ^= 0x80; return p.d; }
static APART float second(uint64_t bits) { union pun p; p.bits = bits; p.f[1] += 1; return p.f[0] + p.f[1]; }
static APART int tag(void *pointer) { union pun p; p.p = pointer; p.bytes[0] |= 3; return p.bytes[0] & 7; }
static APART int swap(int x) { union small s; s.word = x; uint8_t first = s.pair.first; s.byte[0] = s.byte[1]; s.byte[1] = first; return s.word + s.pair.second; }
static APART uint64_t copied(uint64_t x) { struct bytes b; union pun p; p.bits = x; memcpy(&b, &p, sizeof b); b.last++; b.s = ~b.s; memcpy(&p, &b, sizeof b); return p.bits; }
static APART int branched(struct tagged t, int n)
{
    struct tagged other = t;
    while (n-- > 0) {
        if (n & 1) other.kind++; else t = other;
        if (n == 3) { struct tagged old = t; t.u.bits = other.size; other = old; other.flags = n; }
    }
    return t.kind * 1000 + t.flags * 100 + other.kind * 10 + (int)t.u.bits;
}

static void show(const void *object, int size)
{
    for (int i = 0; i < size; i++) printf("%02x", ((const unsigned char *)object)[i]);
    puts("");
}

int main(void)
{
    struct tagged t = grown(make(0x96, 41)), u = partly(0), v = partly(9);
    show(&t, sizeof t); show(&u, sizeof u); show(&v, sizeof v);
    printf("%d %d %d\n", kind(t), looped(t), branched(t, 6));
    struct floats f = turned((struct floats){ 1.25f, 3 });
    struct bytes b = moved((struct bytes){ { -1, 2, -3 }, 4, 5 });
    struct fields g = set((struct fields){ 1, 2, 3, 4 }, 6);
    struct nested n = inner((struct nested){ { 'a', -2 }, 0.75f });
    printf("%g %g\n", f.x, f.y);
    show(&b, sizeof b); show(&g, sizeof g);
    printf("%c %d %g\n", n.inner.c, n.inner.s, n.f);
    printf("%x %g %g %g\n", high(-2.5), with_high(1, 0x40100000), negated(7), second(0x4000000040400000));
    printf("%d %d %llx\n", tag(&t), swap(0x12f0), (unsigned long long)copied(0x1122334455667788));
    return 0;
}
/* expect:
9681ffff30000000000000000000f83f
02030400ffffffff0500000000000000
02030400090000000500000000000000
6 176481 153820
3 -1.25
fffffdfd0400
4600fdff02000000
z -1 1.5
c0040000 4 -7 6
3 61442 1122ccbb56667788
*/
