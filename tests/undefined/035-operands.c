// item: 35
int main(void) {
    int i = 1; return i++ + i;
}
