// the near miss of item 54: nothing to report
int main(void) {
    struct S { int a[3]; } s = { { 0 } };
    struct S *p = &s; *p = s; return 0;
}
