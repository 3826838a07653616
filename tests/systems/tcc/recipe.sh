# tcc's own test suites as a judge of ours: tests2 (programs with expected output) and pp.
source=tcc
packages=

build() {
    mkdir -p out
    true
}

# One program of tests2: compile, run, compare with its .expect file.
one() {
    name=$(basename "$1" .c)
    arguments=
    case $name in
        46_grep) arguments="[^* ]*[:a:d: ]+\:\*-/: $ 46_grep.c" ;;
        31_args) arguments="arg1 arg2 arg3 arg4 arg5" ;;
    esac
    $2 $LEVEL -w -fno-builtin -std=gnu11 "$name.c" -o "$3/$name" -lm -lpthread >"$3/$name.out" 2>&1 || return 1
    (timeout 20 "$3/$name" $arguments || echo "[returns $?]") >"$3/$name.out" 2>&1 || true
}

check() {
    cd tests/tests2
    mkdir -p ../../out/gcc ../../out/ours
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
    echo "$passed of the $wanted files that gcc passes${failed:+; failed:$failed}"
    [ "$passed" = "$wanted" ]
}
