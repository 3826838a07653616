// the near miss of item 99: nothing to report
#define STDC 2
int main(void) { return 0; }
