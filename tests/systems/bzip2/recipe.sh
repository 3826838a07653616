# bzip2: compresses and restores its sample files, compares with the references.
source=bzip2
packages=
products=bzip2

build() {
    make -s CC="$CC" CFLAGS="-Wall -Winline $LEVEL -g -D_FILE_OFFSET_BITS=64" \
        libbz2.a bzip2 bzip2recover
}

check() {
    make -s CC="$CC" test >check.log 2>&1
    cmp sample1.bz2 sample1.rb2 && cmp sample2.bz2 sample2.rb2 && cmp sample3.bz2 sample3.rb2
    echo "3 of 3 samples"
}

measure() {
    cat *.c *.h *.c *.h *.c *.h *.c *.h *.c *.h >corpus
    ./bzip2 -c corpus >measured.out
    ./bzip2 -dc measured.out | cmp - corpus
}
