// item: 67
extern const int x;
extern int const x;
int main(void) { return 0; }
