// item: 12
int main(void) {
    _Bool b; *(unsigned char *)&b = 2;
    return b;
}
