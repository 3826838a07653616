// options: -Wconversion -Wsign-conversion -fsyntax-only
int i; unsigned u; long l; unsigned long ul; char c; signed char sc; unsigned char uc; short s; unsigned short us; float f; double d; _Bool b; long double ld; struct { int b3 : 3; unsigned u3 : 3; unsigned long w40 : 40; } bf; enum e { A, B } en; long long ll;
void g_i(int); void g_u(unsigned); void g_c(char); void g_f(float); void g_l(long); void g_uc(unsigned char); void g_d(double);
void t1(void) {
 i = u;
 u = i;
 i = l;
 c = i;
 uc = i;
 s = i;
 l = i;
 ul = i;
 u = l;
 ul = l; 
 l = ul;
 f = i;
 d = i;
 d = l;
 f = d;
 i = d;
 i = f;
 u = f;
 b = i;
 b = d;
 c = uc;
 sc = uc;
 i = uc;
 u = sc;
 bf.b3 = i;
 bf.u3 = u;
 bf.w40 = ul;
 en = i;
 i = en;
 u = en;
 ll = l;
 d = ld;
}
void t2(void) {
 c = c + 1;
 c += 1;
 c++;
 c = c + c;
 uc = uc + uc;
 uc = uc * 2;
 uc = uc & 15;
 uc = i & 255;
 uc = i & 127;
 c = i & 127;
 c = i & 255;
 uc = ~uc;
 uc = uc >> 1;
 uc = uc << 1;
 uc = -uc;
 s = us;
 us = s;
 us = us + 1;
 us |= i;
 us |= us;
 us = us | uc;
 uc = us | uc;
 uc = i % 10;
 uc = u / 300;
 c = i ? 1 : 2;
 c = i ? i : 2;
 uc = 255; uc = 256; uc = -1; c = 200; i = 4000000000u; u = -1; i = 1.5; f = 1.1; f = 16777217; d = 1L << 62; uc = 'a';
 i = 3.0;
 f = 1.0;
 c = 127 + 1;
 u = 5;
 ul = -5;
 i = sizeof(int);
 i = i + sizeof(int);
 u = i + u;
 u = u + 1;
 u = u - 1;
 i = i + l;
 l = l + u;
 ul = ul + i;
 ul = ul * 2 + i;
 d = d + i; f = f + d; f = f * 2.0; f += 1.0; f = f + i; d = d + l; d += l;
 i += l; i -= u; i <<= l; i = i << l; u >>= i; c >>= 1; uc += uc; uc -= 1; i *= d; i += f;
 if (i < u) i = 1;
 if (i == l) i = 1;
 i = i ? u : i;
 l = i ? u : l;
 d = i ? f : l;
 ul = (unsigned) i;
 i = (int) l;
 uc = (unsigned char) i;
 uc = (char) i;
 i = !u; i = u == 3; b = i & 2; i = (u > 2) + 1;
}
int r_i(void) { return u; }
char r_c(void) { return i; }
float r_f(void) { return d; }
unsigned r_u(void) { return -1; }
void t3(void) {
 g_i(u); g_u(i); g_c(i); g_f(d); g_l(u); g_uc(i); g_uc(300); g_d(l); g_u(-1); g_c('x'); g_f(1.1); g_f(1.5); g_i(1.5); g_uc(uc + 1);
 int a[] = { 1.5, u, l }; int x = u; char y = i; unsigned z = -1; float w = 0.1; const char *p = "a"; p += u; p = p + i; i = p[u]; i = p - p; i = p[ul];
 unsigned char m[3] = { i, 255, 256 };
 (void) a; (void) x; (void) y; (void) z; (void) w; (void) m;
 for (unsigned k = 0; k < 3; k++) i = k;
 u = ~i; u = ~0; u = ~0u; uc = ~0; us = 0xffff; i = 0xffffffff; l = 0x80000000; c = 0xff; c = '\xff'; u = (1 << 3); u |= 1 << i; ul |= 1 << 3; u &= ~3; u &= ~i; uc &= ~3; uc |= 4; uc ^= 4;
}
