// options: -O1
unsigned f(unsigned n)
{
    switch (n) {
    case 3: n++;
    case 5 ... 9: return n;
    case 0x7ffffffe ... 0x80000002: return 1;
    default: return 0;
    }
}
