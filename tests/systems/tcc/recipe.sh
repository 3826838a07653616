# tcc: it compiles itself to a fixed point, passes its own suite (which needs the C compiler too),
# and its test programs are compiled by that C compiler: tests2 (expected output) and pp.
source=tcc
packages=
products=tcc

build() {
    ./configure --cc="$CC" --extra-cflags="$LEVEL" --extra-ldflags="$LDFLAGS" >configure.out 2>&1
    make >make.out 2>&1
}

# tcc from its source by a tcc: the compiler, the result.
itself() {
    "$1" -B. -I. -Iinclude -DCONFIG_TRIPLET="\"$(triplet)\"" -DONE_SOURCE=1 \
        -DTCC_TARGET_X86_64 tcc.c -o "$2" -ldl -lpthread -lm
}

# The folder of the C library's headers and objects, as configure found it.
triplet() {
    sed -n 's/.*CONFIG_TRIPLET="\\"\(.*\)\\"".*/\1/p' config.mak
}

# One program of tests2: compile, run, compare with its .expect file.
one() {
    name=$(basename "$1" .c)
    arguments=
    case $name in
        46_grep) arguments="[^* ]*[:a:d: ]+\:\*-/: $ 46_grep.c" ;;
        31_args) arguments="arg1 arg2 arg3 arg4 arg5" ;;
    esac
    $2 $LEVEL $LDFLAGS -w -fno-builtin -std=gnu11 "$name.c" -o "$3/$name" -lm -lpthread \
        >"$3/$name.out" 2>&1 || return 1
    (timeout 20 "$3/$name" $arguments || echo "[returns $?]") >"$3/$name.out" 2>&1 || true
}

check() {
    itself ./tcc tcc-1
    itself ./tcc-1 tcc-2
    itself ./tcc-2 tcc-3
    cmp tcc-1 tcc-2
    cmp tcc-2 tcc-3
    make test >test.out 2>&1
    suite=$(grep -c '^Test:\|^PPTest\|success$\|OK$' test.out)
    mkdir -p out/gcc out/ours
    cd tests/tests2
    passed=0 wanted=0 failed=
    for file in [0-9]*.c; do
        name=${file%.c}
        one "$file" "$GCC" ../../out/gcc && gcc_ok=1 || gcc_ok=
        [ -n "$gcc_ok" ] && diff -qbB "../../out/gcc/$name.out" "$name.expect" >/dev/null || continue
        wanted=$((wanted + 1))
        if one "$file" "$CC" ../../out/ours && diff -qbB "../../out/ours/$name.out" "$name.expect" >/dev/null
        then passed=$((passed + 1)); else failed="$failed $name"; fi
    done
    cd ../pp
    for file in *.c *.S; do
        [ -e "${file%.*}.expect" ] || continue
        $GCC -E -P "$file" 2>/dev/null | diff -qbBw - "${file%.*}.expect" >/dev/null || continue
        wanted=$((wanted + 1))
        if $CC -E -P "$file" 2>/dev/null | diff -qbBw - "${file%.*}.expect" >/dev/null
        then passed=$((passed + 1)); else failed="$failed pp/$file"; fi
    done
    echo "compiles itself, $suite of its tests, $passed of $wanted files${failed:+; failed:$failed}"
    [ "$passed" = "$wanted" ]
}

measure() {
    for _ in 1 2 3 4 5 6 7 8 9 10; do itself ./tcc measured; done
}
