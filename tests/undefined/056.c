// item: 56
int x; int y = x + 1;
int main(void) { return 0; }
