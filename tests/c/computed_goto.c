/* Label addresses: tables, differences, arithmetic, a little interpreter. */
#include <stdio.h>

static int run(const unsigned char *code)
{
    static void *const table[] = { &&halt, &&push, &&add, &&mul, &&jump };
    static const int offsets[] = { &&halt - &&halt, &&push - &&halt, &&add - &&halt };
    int stack[8], *sp = stack;
    void *extra = &&neg;
    goto *table[*code++];
push:
    *sp++ = *code++;
    goto *table[*code++];
add:
    sp--; sp[-1] += *sp;
    code++;
    goto *(&&halt + (code[-1] == 0 ? offsets[0] : table[code[-1]] - &&halt));
mul:
    sp--; sp[-1] *= *sp;
    goto *table[*code++];
jump:
    goto *extra;
neg:
    sp[-1] = -sp[-1];
    goto *table[*code++];
halt:
    return sp[-1];
}

int main(void)
{
    unsigned char code[] = { 1, 6, 1, 7, 3, 1, 8, 2, 4, 0 };
    printf("%d\n", run(code));
    for (int i = 0; i < 3; i++) {
        void *to[] = { &&a, &&b, &&c };
        goto *to[i];
    a: printf("a"); continue;
    b: printf("b"); continue;
    c: printf("c\n");
    }
    return 0;
}

/* expect:
-50
abc
*/
