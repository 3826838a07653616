/* Code that cannot run refers to nothing at any level; labels inside it still work. */
#include <stdio.h>

extern void nowhere(void); extern int nothing;
#define FLAG 0
enum { OFF };

int main(void)
{
    if (FLAG) nowhere();
    if (FLAG && nothing) nowhere();
    if (sizeof(int) == 5) { nowhere(); nothing = 1; }
    while (OFF) nowhere();
    for (; 0; nowhere()) nowhere();
    FLAG ? nowhere() : (void)0;
    int n = 0 ? nothing : 3;
    switch (2) { case 1: nowhere(); break; case 2: printf("two\n"); break; default: nowhere(); }
    do { if (1) break; nowhere(); } while (nothing);
    if (1) goto over; else nowhere();
    nowhere();
over:
    if (0) { back: printf("back %d\n", n); return 0; }
    n = !0 || nothing;
    goto back;
    return nothing;
}

/* expect:
two
back 1
*/
