/* _Atomic objects and the __atomic and __sync builtins, all sizes. */
#include <stdatomic.h>
#include <stdio.h>

struct P { int x, y; };
_Atomic int ai = 5; _Atomic unsigned char ac = 250; atomic_long al; _Atomic double ad = 1.5;
_Atomic(int *) ap; _Atomic struct P as; _Atomic _Bool ab; atomic_flag flag = ATOMIC_FLAG_INIT;
int arr[4] = { 1, 2, 3, 4 }; short sh = 7; long plain = 10;

int main(void)
{
    printf("%d %d %d\n", ai++, ++ai, ai);
    ai += 10; ai *= 3; ai <<= 1; ai ^= 1; ai %= 50;
    printf("%d %d\n", ai, ac += 10);
    ad += 2.5; ad *= 2;
    printf("%g %d\n", ad, ab = 7);
    ap = arr; ap++; ap += 2;
    printf("%d %d\n", *ap, *--ap);
    as = (struct P){ 3, 4 }; struct P p = as;
    printf("%d %d\n", p.x, p.y);
    printf("%ld %ld\n", atomic_fetch_add(&al, 7), atomic_load(&al));
    int expected = 3; 
    printf("%d ", atomic_compare_exchange_strong(&ai, &expected, 9)); printf("%d\n", expected);
    printf("%d %d\n", atomic_compare_exchange_strong(&ai, &expected, 9), ai);
    printf("%d %d\n", atomic_exchange(&ai, 1), atomic_flag_test_and_set(&flag) + 2 * atomic_flag_test_and_set(&flag));
    printf("%d %d\n", __sync_fetch_and_add(&sh, 3), __sync_sub_and_fetch(&sh, 1));
    printf("%ld %ld\n", __atomic_fetch_nand(&plain, 6, __ATOMIC_SEQ_CST), __atomic_load_n(&plain, __ATOMIC_RELAXED));
    printf("%d %d\n", __sync_bool_compare_and_swap(&sh, 9, 1), (int)__sync_val_compare_and_swap(&sh, 1, 2));
    struct P q, r = { 8, 9 };
    __atomic_exchange(&as, &r, &q, __ATOMIC_SEQ_CST);
    printf("%d %d\n", q.x, ((struct P)as).y);
    atomic_thread_fence(memory_order_seq_cst); atomic_signal_fence(memory_order_acquire);
    __atomic_store_n(&plain, 5, __ATOMIC_RELEASE);
    printf("%ld %d\n", __atomic_or_fetch(&plain, 8, 5), __atomic_test_and_set(&sh, 0));
    return 0;
}

/* expect:
6 6 5
3 4
8 1
3 3
3 4
0 0
1 3
0 9
9 2
6 6
10 10
1 9
3 9
13 1
*/
