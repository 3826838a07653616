// the near miss of item 84: nothing to report
// with: 084-twice.ok.second
int x = 0;
int main(void) { return x; }
