// item: 72
_Alignas(16) int x;
extern _Alignas(16) int x;
int main(void) { return x; }
