// item: 55
// flags: --strict
enum { A = (int)(1.5 + 1.5) };
int main(void) { return A - 3; }
