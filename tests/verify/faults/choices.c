/* Branches that become selects, tests that repeat, constant conditions. */
int choose(int a, int b, int c) {
    if (a < b)
        c += a;
    else
        c -= b;
    return c;
}
int never(int a, int b, int *p) {
    if (a < b) {
        *p = 1;
        if (b < a)
            return 7;
    }
    return 3;
}
int again(int a, int b) {
    int n = 0;
    if (a < b) {
        n = a * 3;
        if (b > a)
            n += 5;
        else
            n -= 7;
    }
    return n;
}
