// the near miss of item 26: nothing to report
int f(int x) { return x; }
int main(void) { long (*g)(long) = (long (*)(long))f; return ((int (*)(int))g)(0); }
