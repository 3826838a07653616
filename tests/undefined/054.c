// item: 54
int main(void) {
    struct S { int a[3]; }; int b[4] = { 0 };
    struct S *p = (struct S *)b, *q = (struct S *)(b + 1); *p = *q; return 0;
}
