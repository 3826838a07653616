/* Placements of n queens by bit masks: recursion and bit operations. */
#include <stdio.h>
#include <stdlib.h>

static long place(unsigned all, unsigned columns, unsigned left, unsigned right)
{
    long found = 0;
    if (columns == all)
        return 1;
    unsigned open = all & ~(columns | left | right);
    while (open) {
        unsigned bit = open & -open;
        open ^= bit;
        found += place(all, columns | bit, (left | bit) << 1, (right | bit) >> 1);
    }
    return found;
}

int main(int argc, char **argv)
{
    int n = argc > 1 ? atoi(argv[1]) : 8;
    printf("%ld\n", place((1u << n) - 1, 0, 0, 0));
    return 0;
}
