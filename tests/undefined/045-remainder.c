// item: 45
int main(void) {
    int z = 0; return 1 % z;
}
