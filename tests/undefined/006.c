// item: 6
int `x;
int main(void) { return 0; }
