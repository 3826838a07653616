// item: 178
#include <stdlib.h>
int main(void) {
    return aligned_alloc(3, 6) == 0;
}
