// item: 73
// with: 073.ok.second
extern _Alignas(16) int x;
int main(void) { return x; }
