// item: 35
int main(void) {
    int i = 1; i = i++ + 1; return 0;
}
