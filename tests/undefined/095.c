// item: 95
#define C(a, b) a ## b
int main(void) { int x = 1; return C(+, /) x; }
