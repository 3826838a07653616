/* Values of 32 bits in memory that become 64-bit ones at a join, with no register free. */
#include <stdio.h>
typedef unsigned u; typedef unsigned long ul;
__attribute__((noinline)) ul work(u *p, u n, ul *out)
{
    u a = p[0], b = p[1], c = p[2], d = p[3], e = p[4], f = p[5], g = p[6], h = p[7];
    u i0 = p[8] + 1, j = p[9], k = p[10], l = p[11], m = p[12], o = p[13];
    ul step = i0, far = a + 1u, third = b;
    for (u i = 0; i < n; i++) {
        a += b ^ c; b += c ^ d; c += d ^ e; d += e ^ f; e += f ^ g; f += g ^ h; g += h ^ j;
        h += j ^ k; j += k ^ l; k += l ^ m; l += m ^ o; m += o ^ a; o += a ^ b;
        if (p[i & 7] & 1) { u t = (u)step + a; p[i & 7] += a; if (t & 2) { step = t; far = (u)(a + o); third = t ^ b; } }
        else { step = (u)(b + i0); far = (u)step; third = (u)far + 1; }
        out[i & 3] += step + far * 3 + third;
    }
    return step ^ far ^ third ^ a ^ b ^ c ^ d ^ e ^ f ^ g ^ h ^ j ^ k ^ l ^ m ^ o ^ i0;
}
int main(void)
{
    u p[14]; ul out[4] = {0};
    for (u i = 0; i < 14; i++) p[i] = i * 2654435761u + 77;
    ul r = work(p, 1000, out);
    printf("%lx %lx %lx %lx %lx\n", r, out[0], out[1], out[2], out[3]);
}
/* expect:
ce442a87 26f87b74050 25f20e12009 28af79edaaf 292f107971c
*/
