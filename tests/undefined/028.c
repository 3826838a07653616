// item: 28
int while = 1;
int main(void) { return 0; }
