# Lua: thirty scripts over its whole library, outputs equal to those of a gcc-built lua.
source=lua5.4
packages=
products=ours/lua

compile() { # compiler, folder
    mkdir -p "$2"
    (cd src && for file in *.c; do
        [ "$file" = luac.c ] || $1 -std=gnu99 $LEVEL -DLUA_COMPAT_5_3 -DLUA_USE_LINUX -c "$file" -o "$2/${file%.c}.o"
    done)
    $1 -o "$2/lua" "$2"/*.o -Wl,-E -lm -ldl
}

build() {
    echo '#define DEB_HOST_MULTIARCH "x86_64-linux-gnu"' >src/lua5.4-deb-multiarch.h
    compile "$CC" "$WORK/ours"
}

check() {
    if command -v "$GCC" >/dev/null; then compile "$GCC" "$WORK/gcc"; fi
    passed=0
    for script in "$HERE"/scripts/*.lua; do
        name=$(basename "$script" .lua)
        ours/lua "$script" >"$name.ours" 2>&1
        if [ -x gcc/lua ]; then
            gcc/lua "$script" >"$name.gcc" 2>&1
            cmp "$name.ours" "$name.gcc"
        fi
        passed=$((passed + 1))
    done
    echo "$passed scripts"
}

measure() {
    ours/lua -e 'local t = {} for i = 1, 3e6 do t[i % 5000] = (t[(i * 7) % 5000] or 0) + i end
        for i = 1, 2e5 do local s = string.format("%d:%s", i, "x"); t[s] = s:upper():gsub("X", "y") end
        local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end
        print(fib(30))' >measured.log
}
