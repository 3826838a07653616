// the near miss of item 15: nothing to report
extern int a[]; extern int a[3];
int main(void) { return 0; }
