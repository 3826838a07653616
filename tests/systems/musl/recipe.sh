# musl as a static library, and two programs on it: Lua, whose thirty scripts print what they print
# on Debian's musl when gcc built both, and bzip2, which restores its samples.
source=musl
packages="musl-tools"
products="lua bzip2"

# The folder of another Debian source.
other() {
    python3 -c "import sys; sys.path.insert(0, sys.argv[1]); import sources
print(sources.fetch(sys.argv[2]))" "$HERE"/../.. "$1"
}

# Static programs: folder of objects, program, the compiler with the headers of the C library, and
# the words of the link around the objects.
programs() {
    mkdir -p "$1"
    for file in lua/src/*.c bzip2/blocksort.c bzip2/huffman.c bzip2/crctable.c bzip2/randtable.c \
                bzip2/compress.c bzip2/decompress.c bzip2/bzlib.c bzip2/bzip2.c; do
        case $file in *luac.c) continue ;; esac
        $2 $LEVEL -std=gnu99 -DLUA_COMPAT_5_3 -DLUA_USE_POSIX -D_FILE_OFFSET_BITS=64 \
            -c "$file" -o "$1/$(echo "${file%.c}" | tr / -).o"
    done
    $2 -static $3 -o "${4}lua" "$1"/lua-*.o $5
    $2 -static $3 -o "${4}bzip2" "$1"/bzip2-*.o $5
}

build() {
    CFLAGS="$LEVEL" ./configure CC="$CC" --disable-shared --prefix="$WORK"/installed \
        >configure.out 2>&1
    make >make.out 2>&1
    make install >>make.out 2>&1
    cp -r "$(other lua5.4)" lua
    cp -r "$(other bzip2)" bzip2
    echo '#define DEB_HOST_MULTIARCH "x86_64-linux-gnu"' >lua/src/lua5.4-deb-multiarch.h
    library=$WORK/installed/lib
    programs ours "$CC -nostdinc -isystem $WORK/installed/include" \
        "-nostdlib $library/crt1.o $library/crti.o" "" "-L$library -lc -lgcc $library/crtn.o"
}

check() {
    LEVEL=-O2 programs twin "musl-$GCC" "" twin/ ""
    passed=0
    for script in "$HERE"/../lua/scripts/*.lua; do
        name=$(basename "$script" .lua)
        ./lua "$script" >"$name.ours" 2>&1
        twin/lua "$script" >"$name.twin" 2>&1
        cmp "$name.ours" "$name.twin"
        passed=$((passed + 1))
    done
    for number in 1 2 3; do
        ./bzip2 -dc bzip2/sample$number.bz2 | cmp - bzip2/sample$number.ref
        ./bzip2 -$number -c bzip2/sample$number.ref | cmp - bzip2/sample$number.bz2
    done
    objects=$(ar t installed/lib/libc.a | wc -l)
    echo "library of $objects objects; $passed scripts of a static Lua, 3 samples of bzip2"
}

measure() {
    cat src/*/*.c >corpus
    ./bzip2 -c corpus >measured.out
    ./lua -e 'local t = {} for i = 1, 3e6 do t[i % 5000] = (t[(i * 7) % 5000] or 0) + i end
        for i = 1, 2e5 do local s = string.format("%d:%s", i, "x"); t[s] = s:upper() end' \
        >measured.log
}
