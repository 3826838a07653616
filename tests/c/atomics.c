/* _Atomic objects and the __atomic and __sync builtins, all sizes. */
#include <stdatomic.h>
#include <stdio.h>

struct P { int x, y; };
_Atomic int ai = 5; _Atomic unsigned char ac = 250; atomic_long al; _Atomic double ad = 1.5;
_Atomic(int *) ap; _Atomic struct P as; _Atomic _Bool ab; atomic_flag flag = ATOMIC_FLAG_INIT;
int arr[4] = { 1, 2, 3, 4 }; short sh = 7; long plain = 10;

int main(void)
{
    int x = ai++, y = ++ai; printf("%d %d %d\n", x, y, ai);
    ai += 10; ai *= 3; ai <<= 1; ai ^= 1; ai %= 50;
    printf("%d ", ai); printf("%d\n", ac += 10);
    ad += 2.5; ad *= 2;
    printf("%g ", ad); printf("%d\n", ab = 7);
    ap = arr; ap++; ap += 2;
    printf("%d ", *ap); printf("%d\n", *--ap);
    as = (struct P){ 3, 4 }; struct P p = as;
    printf("%d %d\n", p.x, p.y);
    printf("%ld ", atomic_fetch_add(&al, 7)); printf("%ld\n", atomic_load(&al));
    int expected = 3; 
    printf("%d ", atomic_compare_exchange_strong(&ai, &expected, 9)); printf("%d\n", expected);
    printf("%d ", atomic_compare_exchange_strong(&ai, &expected, 9)); printf("%d\n", ai);
    printf("%d ", atomic_exchange(&ai, 1)); printf("%d ", atomic_flag_test_and_set(&flag)); printf("%d\n", atomic_flag_test_and_set(&flag));
    printf("%d ", __sync_fetch_and_add(&sh, 3)); printf("%d\n", __sync_sub_and_fetch(&sh, 1));
    printf("%ld ", __atomic_fetch_nand(&plain, 6, __ATOMIC_SEQ_CST)); printf("%ld\n", __atomic_load_n(&plain, __ATOMIC_RELAXED));
    printf("%d ", __sync_bool_compare_and_swap(&sh, 9, 1)); printf("%d\n", (int)__sync_val_compare_and_swap(&sh, 1, 2));
    struct P q, r = { 8, 9 }; char byte = 0;
    __atomic_exchange(&as, &r, &q, __ATOMIC_SEQ_CST);
    printf("%d %d\n", q.x, ((struct P)as).y);
    atomic_thread_fence(memory_order_seq_cst); atomic_signal_fence(memory_order_acquire);
    __atomic_store_n(&plain, 5, __ATOMIC_RELEASE);
    printf("%ld %d\n", __atomic_or_fetch(&plain, 8, 5), __atomic_test_and_set(&byte, 0));
    printf("%d\n", __atomic_test_and_set(&byte, 0));
    return 0;
}

/* expect:
5 7 7
3 4
8 1
4 3
3 4
0 7
1 3
0 9
9 0 1
7 9
10 -3
1 1
3 9
13 0
1
*/
