// the near miss of item 28: nothing to report
typedef int T;
int main(void) { return sizeof(T) != 4; }
