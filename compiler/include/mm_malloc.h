/* Aligned memory for vectors. */
#ifndef _MM_MALLOC_H_INCLUDED
#define _MM_MALLOC_H_INCLUDED
#include <stdlib.h>

extern int posix_memalign(void **, __SIZE_TYPE__, __SIZE_TYPE__);

static __inline void *_mm_malloc(__SIZE_TYPE__ __size, __SIZE_TYPE__ __alignment)
{
  void *__memory;
  if (__alignment < sizeof(void *))
    __alignment = sizeof(void *);
  return posix_memalign(&__memory, __alignment, __size) == 0 ? __memory : (void *)0;
}

static __inline void _mm_free(void *__memory)
{
  free(__memory);
}
#endif
