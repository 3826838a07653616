// the near miss of item 89: nothing to report
// flags: --strict
extern int a[];
int main(void) { return 0; }
int a[3];
