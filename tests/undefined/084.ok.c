// the near miss of item 84: nothing to report
extern int x;
int main(void) { return sizeof x != 4; }
