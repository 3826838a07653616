// item: 177
#include <stdlib.h>
int main(void) {
    int *p = malloc(4); *p = 0; free(p); return *p;
}
