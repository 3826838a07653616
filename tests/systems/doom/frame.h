/* A hash of every frame that the game shows, one line a frame.

   The game draws into a surface of 320x200 bytes with a palette and gives it to SDL_LowerBlit, so
   that call sees what a player would.  FRAME_HASHES names the file of hashes (FNV-1a, 64 bits, of
   the pixels and the palette's colours); FRAME_PICTURE=N:FILE writes frame N as a portable pixmap.

   The melting of one screen into the next follows the clock, so the clock is the number of times
   that it was asked: the frames do not depend on how fast the machine is. */
#include <SDL.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static Uint32 now;

Uint32 SDL_GetTicks(void)
{
    return now++;
}

void SDL_Delay(Uint32 milliseconds)
{
    now += milliseconds;
}

static uint64_t step(uint64_t hash, unsigned char byte)
{
    return (hash ^ byte) * UINT64_C(1099511628211);
}

static void picture(const SDL_Surface *surface, const char *file)
{
    FILE *out = fopen(file, "wb");
    if (!out)
        abort();
    fprintf(out, "P6\n%d %d\n255\n", surface->w, surface->h);
    for (int y = 0; y < surface->h; y++) {
        const unsigned char *row = (const unsigned char *)surface->pixels + y * surface->pitch;
        for (int x = 0; x < surface->w; x++) {
            SDL_Color colour = surface->format->palette->colors[row[x]];
            fputc(colour.r, out), fputc(colour.g, out), fputc(colour.b, out);
        }
    }
    fclose(out);
}

static void frame(const SDL_Surface *surface)
{
    static FILE *hashes;
    static long count;
    const char *wanted = getenv("FRAME_PICTURE");
    if (!hashes && !(hashes = fopen(getenv("FRAME_HASHES"), "w")))
        abort();
    uint64_t hash = UINT64_C(14695981039346656037);
    for (int y = 0; y < surface->h; y++) {
        const unsigned char *row = (const unsigned char *)surface->pixels + y * surface->pitch;
        for (int x = 0; x < surface->w; x++)
            hash = step(hash, row[x]);
    }
    for (int i = 0; i < surface->format->palette->ncolors; i++) {
        SDL_Color colour = surface->format->palette->colors[i];
        hash = step(step(step(hash, colour.r), colour.g), colour.b);
    }
    count++;
    fprintf(hashes, "%ld %016llx\n", count, (unsigned long long)hash);
    fflush(hashes);
    if (wanted) {
        char *file;
        if (strtol(wanted, &file, 10) == count)
            picture(surface, file + 1);
    }
}
