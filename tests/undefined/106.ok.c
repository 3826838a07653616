// the near miss of item 106: nothing to report
// flags: --strict
#define X__ 1
int main(void) { return 0; }
