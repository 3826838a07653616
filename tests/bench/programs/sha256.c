/* SHA-256 over a generated message: rotations and register pressure. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t k[64];

static uint32_t rotate(uint32_t x, int n)
{
    return x >> n | x << (32 - n);
}

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
static void make_constants(void)
{
    int found = 0;
    for (unsigned candidate = 2; found < 64; candidate++) {
        int prime = 1;
        for (unsigned d = 2; d * d <= candidate; d++)
            if (candidate % d == 0)
                prime = 0;
        if (!prime)
            continue;
        /* the largest r with r^3 <= candidate * 2^96 */
        uint64_t low = 0, high = (uint64_t)8 << 32;
        while (high - low > 1) {
            uint64_t mid = low + (high - low) / 2;
            unsigned __int128 square = (unsigned __int128)mid * mid;
            unsigned __int128 limit = ((unsigned __int128)candidate << 96) / mid;
            if (square <= limit)
                low = mid;
            else
                high = mid;
        }
        k[found++] = (uint32_t)low;
    }
}

static void block(uint32_t state[8], const unsigned char *data)
{
    uint32_t w[64], a, b, c, d, e, f, g, h;
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)data[4 * i] << 24 | (uint32_t)data[4 * i + 1] << 16
             | (uint32_t)data[4 * i + 2] << 8 | data[4 * i + 3];
    for (int i = 16; i < 64; i++) {
        uint32_t s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    a = state[0]; b = state[1]; c = state[2]; d = state[3];
    e = state[4]; f = state[5]; g = state[6]; h = state[7];
    for (int i = 0; i < 64; i++) {
        uint32_t s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
        uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + k[i] + w[i];
        uint32_t s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
        uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
        h = g; g = f; f = e; e = d + t1; d = c; c = b; b = a; a = t1 + t2;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d;
    state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

int main(int argc, char **argv)
{
    int megabytes = argc > 1 ? atoi(argv[1]) : 1;
    static unsigned char buffer[1 << 20];
    uint32_t state[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                          0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
    uint32_t seed = 1;
    make_constants();
    for (size_t i = 0; i < sizeof buffer; i++) {
        seed = seed * 1664525u + 1013904223u;
        buffer[i] = seed >> 24;
    }
    for (int m = 0; m < megabytes; m++)
        for (size_t at = 0; at < sizeof buffer; at += 64)
            block(state, buffer + at);
    for (int i = 0; i < 8; i++)
        printf("%08x", state[i]);
    printf("\n");
    return 0;
}
