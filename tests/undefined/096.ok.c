// the near miss of item 96: nothing to report
// flags: --strict
#line 7
int main(void) { return __LINE__ != 7; }
