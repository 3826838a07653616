// the near miss of item 25: nothing to report
int main(void) {
    int a[2] = { 0 }; char *p = (char *)a + 4;
    int *q = (int *)p; return *q;
}
