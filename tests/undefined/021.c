// item: 21
int main(void) {
    int x;
    return x;
}
