/* The sieve of Eratosthenes, several times over: tight byte loops and memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    int n = argc > 1 ? atoi(argv[1]) : 100000, count = 0;
    unsigned char *composite = malloc((size_t)n + 1);
    for (int round = 0; round < 5; round++) {
        count = 0;
        memset(composite, 0, (size_t)n + 1);
        for (int i = 2; i <= n; i++) {
            if (composite[i])
                continue;
            count++;
            for (long j = (long)i * i; j <= n; j += i)
                composite[j] = 1;
        }
    }
    printf("%d\n", count);
    return 0;
}
