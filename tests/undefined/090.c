// item: 90
// flags: --strict
#define D defined X
#if D
#endif
int main(void) { return 0; }
