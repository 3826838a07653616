// the near miss of item 48: nothing to report
int main(void) {
    int a[3], *p = a + 3, *q = a; return p - q != 3;
}
