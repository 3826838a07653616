# Doom (chocolate-doom) with freedoom's eight demos: each frame's hash as when gcc built the game,
# but for frames that gcc's own game draws otherwise at other addresses.
# For other targets the game runs under qemu-user on a small SDL of our own (headless.c), and one
# demo is compared with that of the game that gcc built so for this machine.
source=chocolate-doom
packages="libsdl2-dev libsdl2-mixer-dev libsdl2-net-dev libsamplerate0-dev freedoom autoconf
    automake pkg-config"
products=ours/src/chocolate-doom
targets="aarch64 riscv64"

# The game from this source, in a folder of its own: folder, compiler, level, configure's options.
game() {
    mkdir -p "$1"
    cd "$1"
    ../configure CC="$2" CFLAGS="$3" "${@:4}" >configure.out 2>&1
    for part in opl pcsound textscreen; do
        make -s -C $part >>make.out 2>&1
    done
    make -s -C src chocolate-doom >>make.out 2>&1
    cd ..
}

# The same without sound and network on headless.c: folder, compiler, level, for TARGET --host=.
# SDL's own headers serve every target: what differs is in a file of the amd64 package.
headless_game() {
    mkdir -p "$1" headers
    cp -r /usr/include/SDL2 headers
    cp /usr/include/x86_64-linux-gnu/SDL2/_real_SDL_config.h headers/SDL2
    flags="-I$PWD/headers/SDL2 -I$PWD/headers"
    $2 $3 $flags -c "$HERE"/headless.c -o "$1"/headless.o
    ${4:+$TARGET-}ar rcs "$1"/libheadless.a "$1"/headless.o
    game "$1" "$2" "$3" --disable-sdl2mixer --disable-sdl2net --without-libsamplerate \
        --without-libpng SDL_CFLAGS="$flags" SDL_LIBS="-L$PWD/$1 -lheadless" "${@:4}"
}

build() {
    autoreconf -fi >autoreconf.out 2>&1
    if [ -n "$TARGET" ]; then headless_game ours "$CC" "$LEVEL" --host="$TARGET"
    else game ours "$CC" "$LEVEL"; fi
}

# One demo without window and sound: folder of the game, WAD, demo, file for the hashes, emulator,
# the program's name.
# The first pixel of a sprite's column may be read 127 bytes behind its post (a coordinate of -1 &
# 127): at the end of a lump that is the header of the next block with its addresses, so a few
# frames of any compiler's game differ from one run to the next unless the address space is laid out
# alike (setarch -R), and still where the address is one of the program's own data.
demo() {
    mkdir -p "$1"/home
    preload=
    [ -n "$TARGET" ] || preload=$PWD/$1/frame_hash.so
    FRAME_HASHES=$4 LD_PRELOAD=$preload HOME=$PWD/$1/home \
        SDL_VIDEODRIVER=dummy SDL_AUDIODRIVER=dummy setarch -R $5 "$1"/src/"${6:-chocolate-doom}" \
        -iwad /usr/share/games/doom/"$2".wad -timedemo "$3" -nosound -nogui \
        -config "$1"/doom.cfg -extraconfig "$1"/extra.cfg >"$4".log 2>&1 || true
    grep -q 'timed [0-9]* gametics' "$4".log
}

demos() {
    if [ -n "$QUICK$TARGET" ]; then echo freedoom1-demo1; return; fi
    for wad in freedoom1 freedoom2; do
        for number in 1 2 3 4; do echo $wad-demo$number; done
    done
}

# gcc's game once more, linked to lie elsewhere.
link_elsewhere() {
    [ ! -e twin/src/elsewhere ] || return 0
    mv twin/src/chocolate-doom twin/src/here
    make -s -C twin/src LDFLAGS=-no-pie chocolate-doom >>twin/make.out 2>&1
    mv twin/src/chocolate-doom twin/src/elsewhere
    mv twin/src/here twin/src/chocolate-doom
}

# Whether a demo's frames are those of gcc's game; adds to `by_address` the frames that are not, but
# differ from those of gcc's game elsewhere too.
same_frames() {
    cmp -s twin/"$1" ours/"$1" && return 0
    link_elsewhere || return 1
    demo twin "${1%-*}" "${1#*-}" twin/"$1"-elsewhere "" elsewhere || return 1
    paste twin/"$1" ours/"$1" twin/"$1"-elsewhere |
        awk '$2 != $4 && $1 == $3 && $1 == $5 && $2 != $6' >"$1".by_address
    [ "$(diff twin/"$1" ours/"$1" | grep -c '^[<>]')" = $((2 * $(wc -l <"$1".by_address))) ] ||
        return 1
    by_address=$((by_address + $(wc -l <"$1".by_address)))
}

check() {
    if [ -n "$TARGET" ]; then headless_game twin "$GCC" -O2
    else
        game twin "$GCC" -O2
        flags="-shared -fPIC -O2 $(pkg-config --cflags sdl2)"
        $CC $flags "$HERE"/frame_hash.c -o ours/frame_hash.so -ldl
        $GCC $flags "$HERE"/frame_hash.c -o twin/frame_hash.so -ldl
    fi
    frames=0 equal=0 differ= by_address=0
    for name in $(demos); do
        demo twin "${name%-*}" "${name#*-}" twin/"$name" ""
        demo ours "${name%-*}" "${name#*-}" ours/"$name" "$EMULATOR"
        frames=$((frames + $(wc -l <ours/"$name")))
        if same_frames "$name"; then equal=$((equal + 1))
        else differ="$differ, $name differs"; fi
    done
    [ "$by_address" = 0 ] || differ=", $by_address left out that depend on addresses$differ"
    echo "$equal of $(demos | wc -l) demos equal gcc's, $frames frames$differ"
    [ "$equal" = "$(demos | wc -l)" ]
}

# One demo, for the clock.
measure() {
    $CC -shared -fPIC -O2 $(pkg-config --cflags sdl2) "$HERE"/frame_hash.c -o ours/frame_hash.so -ldl
    demo ours freedoom1 demo1 ours/measured ""
}
