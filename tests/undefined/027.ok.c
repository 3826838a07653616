// the near miss of item 27: nothing to report
int x = '\n';
int main(void) { return 0; }
