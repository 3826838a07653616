// the near miss of item 93: nothing to report
// flags: --strict
#define F(x) x
int main(void) { return F(
0); }
