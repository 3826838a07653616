// item: 76
int main(void) {
    int n = 3, m = 4, a[m], (*p)[n] = &a;
    return p == 0;
}
