// the near miss of item 29: nothing to report
int a\u00c5b;
int main(void) { return a\u00c5b; }
