// item: 70
// flags: --strict
inline int f(void);
inline int f(void) { return 0; }
int main(void) { return 0; }
