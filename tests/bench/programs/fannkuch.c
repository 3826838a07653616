/* Pancake flips over all permutations: small integer arrays and branches. */
#include <stdio.h>
#include <stdlib.h>

#define MAX 16

int main(int argc, char **argv)
{
    int n = argc > 1 ? atoi(argv[1]) : 7;
    int current[MAX], flipped[MAX], count[MAX];
    int most = 0, checksum = 0, permutation = 0, r = n;
    if (n < 2 || n > MAX)
        return 1;
    for (int i = 0; i < n; i++)
        current[i] = i;
    for (;;) {
        while (r != 1) {
            count[r - 1] = r;
            r--;
        }
        if (current[0] != 0) {
            int flips = 0, first;
            for (int i = 0; i < n; i++)
                flipped[i] = current[i];
            while ((first = flipped[0]) != 0) {
                for (int low = 0, high = first; low < high; low++, high--) {
                    int swap = flipped[low];
                    flipped[low] = flipped[high];
                    flipped[high] = swap;
                }
                flips++;
            }
            if (flips > most)
                most = flips;
            checksum += permutation % 2 == 0 ? flips : -flips;
        }
        for (;;) {
            if (r == n) {
                printf("%d\nPfannkuchen(%d) = %d\n", checksum, n, most);
                return 0;
            }
            int first = current[0];
            for (int i = 0; i < r; i++)
                current[i] = current[i + 1];
            current[r] = first;
            if (--count[r] > 0)
                break;
            r++;
        }
        permutation++;
    }
}
