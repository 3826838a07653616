// item: 105
static double sqrt(double);
int main(void) { return sqrt(4) == 3; }
