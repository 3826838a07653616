// item: 25
int main(void) {
    int a[2] = { 0 }; char *p = (char *)a + 1;
    int *q = (int *)p; return q == 0;
}
