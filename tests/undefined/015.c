// item: 15
extern int x; extern long x;
int main(void) { return 0; }
