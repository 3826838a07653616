// the near miss of item 83: nothing to report
int a[2] = { 1 };
int main(void) { return 0; }
