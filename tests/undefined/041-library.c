// item: 41
int sin(double);
int main(void) { return sin(0.5); }
