// the near miss of item 76: nothing to report
int main(void) {
    int n = 4, m = 4, a[m], (*p)[n] = &a, (*q)[4] = p, (*r)[] = q;
    return p == 0 || q == 0 || r == 0;
}
