// the near miss of item 37: nothing to report
int main(void) {
    int x = 0; unsigned *p = (unsigned *)&x; return *p;
}
