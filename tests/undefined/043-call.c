// item: 43
int main(void) {
    int (*f)(void) = 0; return f();
}
