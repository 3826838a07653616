// the near miss of item 41: nothing to report
// with: 041.ok.second
int g(void);
int main(void) { return g(); }
