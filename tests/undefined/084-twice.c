// item: 84
// with: 084-twice.second
int x = 1;
int main(void) { return 0; }
