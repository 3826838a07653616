// the near miss of item 47: nothing to report
int main(void) {
    int a[3] = { 0 }, *p = a + 3; return p[-1];
}
