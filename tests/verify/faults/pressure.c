/* More values at once than registers, and a call in their midst. */
int other(int, int, int);
int pressed(int a, int b, int c, int d, int e, int f, int n) {
    int g = a * b, h = c * d, i = e * f, j = a * c, k = b * d, l = a - d, m = b - e;
    for (int t = 0; t < n; t++) {
        g += other(h, i, t) + j;
        h ^= k + l * t;
        i -= m * g;
        j += a + b * t;
        k -= c ^ d;
        l += e | f;
        m ^= g;
        int swap = a;
        a = b;
        b = c;
        c = swap;
    }
    return g + h + i + j + k + l + m + a + b + c + d + e + f;
}
