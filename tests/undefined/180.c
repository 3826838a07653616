// item: 180
#include <stdlib.h>
int main(void) {
    int *p = malloc(4); return *p;
}
