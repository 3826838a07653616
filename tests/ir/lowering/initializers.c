// options: -O1
void use(void *);
void f(int n)
{
    int small[4] = { 1, n };
    char text[40] = "text";
    struct { int a : 4, b : 4; int c; } bits = { 1, -2, n };
    int table[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, n };
    use(small); use(text); use(&bits); use(table);
}
