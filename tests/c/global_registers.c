/* Global register variables, the stack pointer among them. */
// targets: x86_64
#include <stdio.h>

register long counter asm("r12");
register unsigned char *cursor asm("rbx");
register unsigned long stack_pointer asm("rsp");

__attribute__((noinline)) static void bump(int n)
{
    for (int i = 0; i < n; i++) counter += i;
    cursor += n;
}

__attribute__((noinline)) static int busy(int a, int b, int c, int d, int e, int f)
{
    int x = a * b, y = c * d, z = e * f, s = 0;
    for (int i = 0; i < 4; i++) { s += x * i + y - z; x ^= y; y += z; z ^= s; printf(""); }
    return s;
}

int main(void)
{
    unsigned char text[] = "abcdefgh";
    long saved = counter;
    unsigned char *saved_cursor = cursor, *sum;
    int local, near, other;
    counter = 5;
    cursor = text;
    bump(4);
    int s = busy(1, 2, 3, 4, 5, 6);
    asm volatile("addq $2, %0" : "+r"(counter));
    asm volatile("leaq 8(%1), %0" : "=r"(sum) : "r"(counter));
    asm volatile("call 1f\n1:\taddq $8, %%rsp\n\tmovl $1, %0"
                 : "=r"(other), "+r"(stack_pointer));
    near = (unsigned long)&local - stack_pointer < 100000;
    printf("%ld %c %d %d %d %ld\n", counter, *cursor, s, near, other, (long)sum);
    cursor = saved_cursor;
    counter = saved;
    return 0;
}

/* expect:
13 e 600 1 1 21
*/
