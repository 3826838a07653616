// the near miss of item 88: nothing to report
int f(int x) { if (x) return 1; }
int main(void) { f(0); return 0; }
