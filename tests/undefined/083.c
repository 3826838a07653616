// item: 83
int a[2] = 1;
int main(void) { return 0; }
