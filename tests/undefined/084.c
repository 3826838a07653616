// item: 84
extern int x;
int main(void) { return x; }
