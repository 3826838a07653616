// the near miss of item 68: nothing to report
int main(void) {
    int a[2] = { 0 };
    for (int i = 0; i < 2; i++) {
        int *restrict p = a + i, *q = p;
        *p = 1;
        if (*q != 1 || a[1 - i] != i) return 1;
    }
    return a[0] - 1;
}
