// item: 3
#define CAT(a, b) a##b
int main(void) { int CAT(\, u00e9) = 0; return 0; }
