// the near miss of item 46: nothing to report
int main(void) {
    int a[3] = { 0 }, i = 2; return a[i];
}
