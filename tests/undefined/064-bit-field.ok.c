// the near miss of item 64: nothing to report (bit-fields beside const ones)
struct A { const int a : 3; int b : 5; char c; volatile int d : 4; int e : 4; };
#pragma pack(1)
struct B { unsigned long f0; const signed : 0; unsigned f1 : 7; int f2; const int f3; };
#pragma pack()
int main(void)
{
    struct A s = {1, 2, 3, 4, 5};
    s.b = 7;
    char *c = &s.c;
    *c = 9;
    s.d = 2;
    s.e = 3;
    struct B t = {1, 2, 3, 4};
    t.f2 = 5;
    t.f1 = 9;
    return s.c + s.b + s.e + t.f2 - 24;
}
