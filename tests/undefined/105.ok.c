// item: 105
double sqrt(double);
int main(void) { return sqrt(4) == 3; }
