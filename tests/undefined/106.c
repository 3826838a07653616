// item: 106
// flags: --strict
#define __X 1
int main(void) { return 0; }
