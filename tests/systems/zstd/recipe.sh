# zstd: the tool, the library's fuzzer and stream tester (60 s each, 10 s in the quick form).
source=libzstd
packages=
products=programs/zstd

build() {
    make -s -C programs CC="$CC" CFLAGS="$LEVEL" HAVE_LZMA=0 HAVE_LZ4=0 HAVE_ZLIB=0 zstd
    make -s -C tests CC="$CC" CFLAGS="$LEVEL" DEBUGLEVEL=1 fuzzer zstreamtest
}

check() {
    seconds=${QUICK:+10}
    tests/fuzzer -T${seconds:-60}s -s1 >fuzzer.log 2>&1
    tests/zstreamtest -T${seconds:-60}s -s1 >zstreamtest.log 2>&1
    for level in 1 3 9 19; do
        programs/zstd -q -c -$level lib/compress/zstd_compress.c | programs/zstd -q -dc |
            cmp - lib/compress/zstd_compress.c
    done
    echo "fuzzer and zstreamtest ${seconds:-60} s each"
}

measure() {
    cat lib/*/*.c programs/*.c >corpus
    programs/zstd -q -f -3 corpus -o measured.out
    programs/zstd -q -f -16 corpus -o measured.out
    programs/zstd -q -d -c measured.out | cmp - corpus
}
