/* The Mandelbrot set as a checksum: a floating-point loop that lives in registers. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    int n = argc > 1 ? atoi(argv[1]) : 200;
    unsigned hash = 2166136261u;
    for (int y = 0; y < n; y++) {
        double ci = 2.0 * y / n - 1.0;
        for (int x = 0; x < n; x++) {
            double cr = 2.0 * x / n - 1.5, zr = 0, zi = 0, rr = 0, ii = 0;
            int i = 0;
            while (i < 50 && rr + ii <= 4.0) {
                zi = 2.0 * zr * zi + ci;
                zr = rr - ii + cr;
                rr = zr * zr;
                ii = zi * zi;
                i++;
            }
            hash = (hash ^ (unsigned)i) * 16777619u;
        }
    }
    printf("%08x\n", hash);
    return 0;
}
