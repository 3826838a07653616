/* Copies of records of many sizes, through pointers, self assignment, arrays inside records. */
#include <stdio.h>
#include <string.h>

#define T(n) { struct { unsigned char b[n]; } a, b, *p = &b; for (int i = 0; i < n; i++) a.b[i] = i * 7 + n; memset(&b, 0, sizeof b); *p = a; a = a; b = *p; \
    unsigned t = 0; for (int i = 0; i < n; i++) t = t * 31 + b.b[i]; printf("%u ", t); }

int main(void)
{
    T(1) T(2) T(3) T(4) T(5) T(7) T(8) T(9) T(12) T(15) T(16) T(17) T(24) T(31) T(33) T(64) T(65) T(127) T(200) T(1000)
    printf("\n");
    return 0;
}

/* expect:
1 71 3210 130318 4994195 2338629660 2142972956 2860095269 2796162346 2966759744 961355832 276686409 78240852 1887261576 391555985 3338469600 2047547169 2705428536 3611429820 8662444 
*/
