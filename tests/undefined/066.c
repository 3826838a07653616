// item: 66
// flags: --strict
typedef int F(void); const F f;
int main(void) { return 0; }
