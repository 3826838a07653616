// the near miss of item 53: nothing to report
int main(void) {
    int a[3], *p = a, *q = a + 3; return p > q;
}
