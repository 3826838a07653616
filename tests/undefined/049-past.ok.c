// the near miss of item 49: nothing to report
int main(void) {
    int a[2][3] = { 0 }, i = 3, n = 0;
    for (int *p = a[0]; p != &a[0][i]; p++) n++;
    return n != i;
}
