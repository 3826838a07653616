// the near miss of item 49: nothing to report
int main(void) {
    int a[2][3] = { 0 }, i = 2; return a[1][i];
}
