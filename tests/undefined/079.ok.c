// the near miss of item 79: nothing to report
int f(int); int f(const int);
int main(void) { return 0; }
