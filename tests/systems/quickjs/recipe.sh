# QuickJS: the interpreter, its own compiler of scripts, and the suite of `make test`.
source=quickjs
release=trixie
packages=
products=qjs

build() {
    sed -i "s/-O2/$LEVEL/g; s/-O0/$LEVEL/g" Makefile
    make -s CC="$CC" HOST_CC="$CC" AR=ar CONFIG_LTO= qjs qjsc run-test262
}

check() {
    tests=0
    # test_std.js kills a `cat` that must still be waiting: its input never ends
    rm -f endless && mkfifo endless && exec 3<>endless
    for script in tests/test_closure.js tests/test_language.js "--std tests/test_builtin.js" \
                  tests/test_loop.js tests/test_bigint.js tests/test_cyclic_import.js \
                  tests/test_worker.js tests/test_std.js; do
        [ -e "${script#--std }" ] || continue
        ./qjs $script <&3 >"$(basename -- "${script#--std }").log" 2>&1
        tests=$((tests + 1))
    done
    ./qjsc -e -o hello.c examples/hello.js
    ./qjs tests/microbench.js ${QUICK:+array_read} >microbench.log 2>&1
    echo "$tests scripts"
}

measure() {
    ./qjs -e 'let a = [], s = 0, m = new Map();
        for (let i = 0; i < 3000000; i++) { a[i % 1000] = (a[(i * 7) % 1000] | 0) + i; s += a[i % 1000] % 3; }
        for (let i = 0; i < 200000; i++) m.set("k" + i % 5000, { v: i });
        function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
        console.log(s, m.size, fib(27));' >measured.log
}
