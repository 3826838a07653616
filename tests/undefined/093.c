// item: 93
// flags: --strict
#define F(x) x
int main(void) { return F(
#define G 1
0); }
