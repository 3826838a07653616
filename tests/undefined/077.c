// item: 77
int f(int a[static 3]) { return a[0]; }
int main(void) { int b[2] = { 0 }; return f(b); }
