// the near miss of item 81: nothing to report
int x = { 0 };
int main(void) { return x; }
