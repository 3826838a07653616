// the near miss of item 41: nothing to report
double sin(double);
int main(void) { return sin(0.5); }
