/* Start file of every executable and shared library, linked before all other objects.

   It owns __dso_handle, the address that tells exit handlers of one module from another's, and in
   position-independent modules runs __cxa_finalize when the module goes away.  Unwind tables need
   no registration: the unwinder finds them through dl_iterate_phdr and PT_GNU_EH_FRAME.

   Compiled twice: with VOUCH_SHARED for crtbeginS.o (shared libraries and PIE), without for
   crtbegin.o and crtbeginT.o.  Source: Itanium C++ ABI 3.3.6, gABI chapter 5 (DT_FINI_ARRAY). */

#ifdef VOUCH_SHARED

extern void __cxa_finalize(void *) __attribute__((weak));

void *__dso_handle __attribute__((visibility("hidden"))) = &__dso_handle;

static void
finalize_module(void)
{
	if (__cxa_finalize)
		__cxa_finalize(__dso_handle);
}

static void (*const finalizer[])(void)
	__attribute__((used, section(".fini_array"))) = { finalize_module };

#else

void *__dso_handle __attribute__((visibility("hidden"))) = 0;

#endif
