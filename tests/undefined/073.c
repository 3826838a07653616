// item: 73
// with: 073.second
extern _Alignas(32) int x;
int main(void) { return x; }
