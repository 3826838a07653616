// the near miss of item 46: nothing to report
int main(void) {
    int a[3], *p = a; p = p + 3; return p == a;
}
