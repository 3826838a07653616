// item: 3
#define CAT(a, b) a##b
int main(void) { int CAT(x, \u00e9) = 0; return x\u00e9; }
