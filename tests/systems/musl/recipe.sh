# musl as a static library, and two programs on it: Lua, whose thirty scripts print what they print
# on Debian's musl when gcc built both, and bzip2, which restores its samples.
source=musl
packages="musl-tools"
others="lua5.4 bzip2"
products="ours/lua ours/bzip2"
without=tcc             # it removes what -o names, and configure asks with -o /dev/null

# Static programs: folder of objects, program, the compiler with the headers of the C library, and
# the words of the link around the objects.
programs() {
    mkdir -p "$1"
    for file in lua5.4/src/*.c bzip2/blocksort.c bzip2/huffman.c bzip2/crctable.c bzip2/randtable.c \
                bzip2/compress.c bzip2/decompress.c bzip2/bzlib.c bzip2/bzip2.c; do
        case $file in *luac.c) continue ;; esac
        $2 $LEVEL -std=gnu99 -DLUA_COMPAT_5_3 -DLUA_USE_POSIX -D_FILE_OFFSET_BITS=64 \
            -c "$file" -o "$1/$(echo "${file%.c}" | tr / -).o"
    done
    $2 -static $3 -o "$1"/lua "$1"/lua5.4-*.o $4
    $2 -static $3 -o "$1"/bzip2 "$1"/bzip2-*.o $4
}

build() {
    CFLAGS="$LEVEL" ./configure CC="$CC" --disable-shared --prefix="$WORK"/installed \
        >configure.out 2>&1
    make >make.out 2>&1
    make install >>make.out 2>&1
    echo '#define DEB_HOST_MULTIARCH "x86_64-linux-gnu"' >lua5.4/src/lua5.4-deb-multiarch.h
    library=$WORK/installed/lib
    programs ours "$CC -nostdinc -isystem $WORK/installed/include" \
        "-nostdlib $library/crt1.o $library/crti.o" "-L$library -lc -lgcc $library/crtn.o"
}

check() {
    LEVEL=-O2 programs twin "musl-$GCC" "" ""
    passed=0
    for script in "$HERE"/../lua/scripts/*.lua; do
        name=$(basename "$script" .lua)
        ours/lua "$script" >"$name.ours" 2>&1
        twin/lua "$script" >"$name.twin" 2>&1
        cmp "$name.ours" "$name.twin"
        passed=$((passed + 1))
    done
    for number in 1 2 3; do
        ours/bzip2 -dc bzip2/sample$number.bz2 | cmp - bzip2/sample$number.ref
        ours/bzip2 -$number -c bzip2/sample$number.ref | cmp - bzip2/sample$number.bz2
    done
    objects=$(ar t installed/lib/libc.a | wc -l)
    echo "library of $objects objects; $passed scripts of a static Lua, 3 samples of bzip2"
}

measure() {
    cat src/*/*.c >corpus
    ours/bzip2 -c corpus >measured.out
    ours/lua -e 'local t = {} for i = 1, 3e6 do t[i % 5000] = (t[(i * 7) % 5000] or 0) + i end
        for i = 1, 2e5 do local s = string.format("%d:%s", i, "x"); t[s] = s:upper() end' \
        >measured.log
}
