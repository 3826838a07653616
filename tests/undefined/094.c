// item: 94
#define S(x) #x
int main(void) { S(\); return 0; }
