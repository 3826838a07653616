/* Stores that may meet, and a call that is inlined. */
static int less(int a, int b) { return 3 * a - b; }
int meets(int *p, int *q) {
    *p = 1;
    *q = 2;
    return *p;
}
int inlined(int a, int b) { return less(a, b) + 1; }
