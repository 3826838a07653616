// the near miss of item 7: nothing to report
// flags: --strict
// an ä in UTF-8
int main(void) { return 0; }
