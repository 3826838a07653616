// item: 38
int f();
int main(void) { return f(1, 2); }
int f(int a) { return a; }
