// item: 99
#define __STDC__ 2
int main(void) { return 0; }
