// item: 70
// flags: --strict
inline int f(void);
int main(void) { return 0; }
