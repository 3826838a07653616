/* A switch over few, far values: a search, behind ABI lowering. */
int find(int x, int y)
{
    switch (x) {
    case -700: return y;
    case 3: return y + 1;
    case 90: return y * 3;
    case 1000: return y - 9;
    case 40000: return 7;
    case 700000: return y ^ 5;
    }
    return -1;
}
