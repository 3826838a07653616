// item: 61
// flags: --strict
struct S { int : 4; };
int main(void) { return 0; }
