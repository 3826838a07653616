// the near miss of item 77: nothing to report
int f(int a[static 3]) { return a[0]; }
int main(void) { int b[3] = { 0 }; return f(b); }
