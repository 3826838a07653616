// the near miss of item 12: nothing to report
int main(void) {
    _Bool b; *(unsigned char *)&b = 1;
    return !b;
}
