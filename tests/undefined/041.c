// item: 41
// with: 041.second
long f(void);
int main(void) { extern int g(void); return g(); }
