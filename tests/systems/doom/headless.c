/* The part of SDL that the game needs when nobody plays, for targets that have no SDL installed.

   Surfaces are memory, the clock counts how often it is asked, and each frame is hashed (frame.h);
   windows, textures and the events of a player are nothing.  Sound, network and joysticks are off
   (-nosound, --disable-sdl2mixer, --disable-sdl2net). */
#include "frame.h"
#include <string.h>

enum { WIDTH = 640, HEIGHT = 480 };

long nothing(void)
{
    return 0;
}

static int something;                   /* what a window, a renderer and a texture are */

static SDL_Surface *surface(void *pixels, int width, int height, int depth, int pitch)
{
    SDL_Surface *made = calloc(1, sizeof *made);
    SDL_PixelFormat *format = calloc(1, sizeof *format);
    format->BitsPerPixel = depth;
    format->BytesPerPixel = (depth + 7) / 8;
    if (depth == 8) {
        format->palette = calloc(1, sizeof *format->palette);
        format->palette->ncolors = 256;
        format->palette->colors = calloc(256, sizeof(SDL_Color));
    }
    made->format = format;
    made->w = width;
    made->h = height;
    made->pitch = pitch ? pitch : (width * format->BytesPerPixel + 3) / 4 * 4;
    made->pixels = pixels ? pixels : calloc(height, made->pitch);
    return made;
}

SDL_Surface *SDL_CreateRGBSurface(Uint32 flags, int width, int height, int depth, Uint32 red,
                                  Uint32 green, Uint32 blue, Uint32 alpha)
{
    return surface(NULL, width, height, depth, 0);
}

SDL_Surface *SDL_CreateRGBSurfaceFrom(void *pixels, int width, int height, int depth, int pitch,
                                      Uint32 red, Uint32 green, Uint32 blue, Uint32 alpha)
{
    return surface(pixels, width, height, depth, pitch);
}

int SDL_FillRect(SDL_Surface *target, const SDL_Rect *part, Uint32 colour)
{
    memset(target->pixels, colour, (size_t)target->h * target->pitch);
    return 0;
}

int SDL_SetPaletteColors(SDL_Palette *palette, const SDL_Color *colours, int first, int count)
{
    memcpy(palette->colors + first, colours, count * sizeof *colours);
    return 0;
}

int SDL_LowerBlit(SDL_Surface *source, SDL_Rect *from, SDL_Surface *target, SDL_Rect *to)
{
    if (source->format->palette)
        frame(source);
    return 0;
}

SDL_bool SDL_PixelFormatEnumToMasks(Uint32 format, int *depth, Uint32 *red, Uint32 *green,
                                    Uint32 *blue, Uint32 *alpha)
{
    *depth = 32;
    *red = 0xff0000, *green = 0xff00, *blue = 0xff, *alpha = 0;
    return SDL_TRUE;
}

SDL_Window *SDL_CreateWindow(const char *title, int x, int y, int width, int height, Uint32 flags)
{
    return (SDL_Window *)&something;
}

SDL_Renderer *SDL_CreateRenderer(SDL_Window *window, int index, Uint32 flags)
{
    return (SDL_Renderer *)&something;
}

SDL_Texture *SDL_CreateTexture(SDL_Renderer *renderer, Uint32 format, int access, int width,
                               int height)
{
    return (SDL_Texture *)&something;
}

void SDL_GetWindowSize(SDL_Window *window, int *width, int *height)
{
    *width = WIDTH, *height = HEIGHT;
}

int SDL_GetRendererOutputSize(SDL_Renderer *renderer, int *width, int *height)
{
    *width = WIDTH, *height = HEIGHT;
    return 0;
}

int SDL_GetRendererInfo(SDL_Renderer *renderer, SDL_RendererInfo *info)
{
    memset(info, 0, sizeof *info);
    info->max_texture_width = info->max_texture_height = 4096;
    return 0;
}

int SDL_GetCurrentDisplayMode(int display, SDL_DisplayMode *mode)
{
    memset(mode, 0, sizeof *mode);
    mode->w = WIDTH, mode->h = HEIGHT;
    return 0;
}

int SDL_GetDisplayBounds(int display, SDL_Rect *bounds)
{
    *bounds = (SDL_Rect){ 0, 0, WIDTH, HEIGHT };
    return 0;
}

int SDL_GetNumVideoDisplays(void)
{
    return 1;
}

char *SDL_GetPrefPath(const char *organisation, const char *application)
{
    return strcat(strcpy(malloc(strlen(getenv("HOME")) + 2), getenv("HOME")), "/");
}

void SDL_free(void *memory)
{
    free(memory);
}

const char *SDL_GetError(void)
{
    return "";
}

const char *SDL_GetKeyName(SDL_Keycode key)
{
    return "";
}

Uint32 SDL_GetRelativeMouseState(int *x, int *y)
{
    if (x)
        *x = *y = 0;
    return 0;
}

#define NOTHING(name) extern __typeof__(name) name __attribute__((alias("nothing")));
NOTHING(SDL_BuildAudioCVT)
NOTHING(SDL_CondSignal)
NOTHING(SDL_CondWait)
NOTHING(SDL_ConvertAudio)
NOTHING(SDL_CreateCond)
NOTHING(SDL_CreateMutex)
NOTHING(SDL_CreateTextureFromSurface)
NOTHING(SDL_CreateThread)
NOTHING(SDL_DestroyCond)
NOTHING(SDL_DestroyMutex)
NOTHING(SDL_DestroyRenderer)
NOTHING(SDL_DestroyTexture)
NOTHING(SDL_FreeSurface)
NOTHING(SDL_GetKeyFromScancode)
NOTHING(SDL_GetModState)
NOTHING(SDL_GetMouseState)
NOTHING(SDL_GetWindowDisplayIndex)
NOTHING(SDL_GetWindowFlags)
NOTHING(SDL_GetWindowID)
NOTHING(SDL_GetWindowPixelFormat)
NOTHING(SDL_GetWindowSurface)
NOTHING(SDL_Init)
NOTHING(SDL_IsTextInputActive)
NOTHING(SDL_JoystickClose)
NOTHING(SDL_JoystickEventState)
NOTHING(SDL_JoystickGetAxis)
NOTHING(SDL_JoystickGetButton)
NOTHING(SDL_JoystickGetDeviceGUID)
NOTHING(SDL_JoystickGetGUIDFromString)
NOTHING(SDL_JoystickGetHat)
NOTHING(SDL_JoystickName)
NOTHING(SDL_JoystickNumAxes)
NOTHING(SDL_JoystickNumHats)
NOTHING(SDL_JoystickOpen)
NOTHING(SDL_LockMutex)
NOTHING(SDL_LockSurface)
NOTHING(SDL_MixAudioFormat)
NOTHING(SDL_NumJoysticks)
NOTHING(SDL_PauseAudio)
NOTHING(SDL_PeepEvents)
NOTHING(SDL_PollEvent)
NOTHING(SDL_PumpEvents)
NOTHING(SDL_Quit)
NOTHING(SDL_QuitSubSystem)
NOTHING(SDL_RenderClear)
NOTHING(SDL_RenderCopy)
NOTHING(SDL_RenderPresent)
NOTHING(SDL_RenderSetIntegerScale)
NOTHING(SDL_RenderSetLogicalSize)
NOTHING(SDL_SetHint)
NOTHING(SDL_SetRelativeMouseMode)
NOTHING(SDL_SetRenderDrawColor)
NOTHING(SDL_SetRenderTarget)
NOTHING(SDL_SetWindowFullscreen)
NOTHING(SDL_SetWindowIcon)
NOTHING(SDL_SetWindowMinimumSize)
NOTHING(SDL_SetWindowSize)
NOTHING(SDL_SetWindowTitle)
NOTHING(SDL_ShowSimpleMessageBox)
NOTHING(SDL_StartTextInput)
NOTHING(SDL_StopTextInput)
NOTHING(SDL_UnlockMutex)
NOTHING(SDL_UnlockSurface)
NOTHING(SDL_UpdateTexture)
NOTHING(SDL_UpdateWindowSurface)
NOTHING(SDL_UpdateWindowSurfaceRects)
NOTHING(SDL_UpperBlit)
NOTHING(SDL_WaitEvent)
NOTHING(SDL_WaitThread)
NOTHING(SDL_WarpMouseInWindow)
