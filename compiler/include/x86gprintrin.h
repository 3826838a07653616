/* General-purpose instructions of x86. */
#ifndef _X86GPRINTRIN_H_INCLUDED
#define _X86GPRINTRIN_H_INCLUDED

#include <x86intrin.h>
#endif
