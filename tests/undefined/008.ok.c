// the near miss of item 8: nothing to report
static int x; extern int x;
int main(void) { return x; }
