// the near miss of item 10: nothing to report
int main(void) {
    int *p; { int x = 1; p = &x; }
    p = 0; return p != 0;
}
