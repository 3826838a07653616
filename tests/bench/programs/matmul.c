/* Product of two square matrices: addressing and strength reduction in a triple loop. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    int n = argc > 1 ? atoi(argv[1]) : 100;
    double *a = malloc(sizeof(double) * n * n), *b = malloc(sizeof(double) * n * n);
    double *c = calloc((size_t)n * n, sizeof(double)), trace = 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            a[i * n + j] = (i * 7 + j * 3) % 11 - 5;
            b[i * n + j] = (i * 5 + j * 2) % 13 - 6;
        }
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++) {
            double x = a[i * n + k];
            for (int j = 0; j < n; j++)
                c[i * n + j] += x * b[k * n + j];
        }
    for (int i = 0; i < n; i++)
        trace += c[i * n + i] * (i % 3 + 1);
    printf("%.1f\n", trace);
    return 0;
}
