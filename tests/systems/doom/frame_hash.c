/* Preloaded into chocolate-doom: the library's own screen, with a hash of each frame (frame.h). */
#define _GNU_SOURCE
#include "frame.h"
#include <dlfcn.h>

typedef int blit(SDL_Surface *, SDL_Rect *, SDL_Surface *, SDL_Rect *);

int SDL_LowerBlit(SDL_Surface *source, SDL_Rect *from, SDL_Surface *target, SDL_Rect *to)
{
    static blit *next;
    if (!next)
        next = (blit *)dlsym(RTLD_NEXT, "SDL_LowerBlit");
    if (source->format->palette)
        frame(source);
    return next(source, from, target, to);
}
