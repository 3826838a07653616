// the near miss of item 56: nothing to report
int x; int *y = &x + 1;
int main(void) { return 0; }
