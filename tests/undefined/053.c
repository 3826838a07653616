// item: 53
int main(void) {
    int a[3], b[3], *p = a, *q = b; return p < q;
}
