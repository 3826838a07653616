// item: 8
extern int x; static int x;
int main(void) { return 0; }
