// the near miss of item 9: nothing to report
int *f(void) { static int x; return &x; }
int main(void) { return *f(); }
