// the near miss of item 6: nothing to report
int x;
int main(void) { return x; }
