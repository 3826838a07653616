# Doom (chocolate-doom) with freedoom's eight demos: each frame's hash as when gcc built the game.
source=chocolate-doom
packages="libsdl2-dev libsdl2-mixer-dev libsdl2-net-dev libsamplerate0-dev freedoom autoconf
    automake pkg-config"
products=ours/src/chocolate-doom

# The game from this source, in a folder of its own: folder, compiler, level.
game() {
    mkdir "$1"
    cd "$1"
    ../configure CC="$2" CFLAGS="$3" >configure.out 2>&1
    for part in opl pcsound textscreen; do
        make -s -C $part >>make.out 2>&1
    done
    make -s -C src chocolate-doom >>make.out 2>&1
    cd ..
}

build() {
    autoreconf -fi >autoreconf.out 2>&1
    game ours "$CC" "$LEVEL"
}

# One demo without window and sound: folder of the game, WAD, demo, file for the hashes.
demo() {
    mkdir -p "$1"/home
    FRAME_HASHES=$4 LD_PRELOAD=$PWD/$1/frame_hash.so HOME=$PWD/$1/home \
        SDL_VIDEODRIVER=dummy SDL_AUDIODRIVER=dummy "$1"/src/chocolate-doom \
        -iwad /usr/share/games/doom/"$2".wad -timedemo "$3" -nosound -nogui \
        -config "$1"/doom.cfg -extraconfig "$1"/extra.cfg >"$4".log 2>&1 || true
    grep -q 'timed [0-9]* gametics' "$4".log
}

demos() {
    if [ -n "$QUICK" ]; then echo freedoom1-demo1; return; fi
    for wad in freedoom1 freedoom2; do
        for number in 1 2 3 4; do echo $wad-demo$number; done
    done
}

check() {
    [ -d twin ] || game twin "$GCC" -O2
    flags="-shared -fPIC -O2 $(pkg-config --cflags sdl2)"
    $CC $flags "$HERE"/frame_hash.c -o ours/frame_hash.so -ldl
    $GCC $flags "$HERE"/frame_hash.c -o twin/frame_hash.so -ldl
    frames=0 equal=0 differ=
    for name in $(demos); do
        for folder in twin ours; do
            demo $folder "${name%-*}" "${name#*-}" $folder/"$name"
        done
        frames=$((frames + $(wc -l <ours/"$name")))
        if cmp -s twin/"$name" ours/"$name"; then equal=$((equal + 1))
        else differ="$differ $name"; fi
    done
    echo "$equal of $(demos | wc -l) demos equal gcc's, $frames frames${differ:+, differ:$differ}"
    [ -z "$differ" ]
}

# The longest demo, for the clock.
measure() {
    $CC -shared -fPIC -O2 $(pkg-config --cflags sdl2) "$HERE"/frame_hash.c -o ours/frame_hash.so -ldl
    demo ours freedoom1 demo1 ours/measured
}
