// item: 67
extern int x;
extern const int x;
int main(void) { return 0; }
