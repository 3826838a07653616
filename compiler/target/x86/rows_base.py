"""x86 rows: general-purpose integer instructions, control flow, strings, bits (Intel SDM vol. 2).

Columns as in `target/describe.py`. Row order is the assembler's order of preference.
"""

# mypyc: skip

from __future__ import annotations

ROWS = """
# -- moves
mov*      | =acc, moffs        | A0+w moffs      | 8 16 32 m32 | move | a = copy b
mov*      | =moffs, acc        | A2+w moffs      | 8 16 32 m32 | move | a = copy b
mov*      | =r/m, r            | 88+w /r         | 8 16 32 64 | move | a = copy b
mov*      | =r, r/m            | 8A+w /r         | 8 16 32 64 | move | a = copy b
mov*      | =r, imm            | B0+r ib         | 8 | | a = copy b
mov*      | =r, imm            | B8+r iz         | 16 32 | | a = copy b
mov*      | =r/m, imm          | C6 /0 ib        | 8 | | a = copy b
mov*      | =r/m, imm          | C7 /0 iz        | 16 32 | | a = copy b
mov*      | =r, imm32s         | C7 /0 ids       | 64 | | a = copy b
mov*      | =r, imm64          | B8+r io         | 64 | | a = copy b
mov*      | =m, imm            | C7 /0 ids       | 64 | | a = copy b
movabs*   | =r, imm64          | B8+r io         | 64 | | a = copy b
movabs*   | =A, moffs64        | A0+w moffs      | 8 16 32 64 m64 | |
movabs*   | =moffs64, A        | A2+w moffs      | 8 16 32 64 m64 | |
movsb*    | =r, r8/m8          | 0F BE /r        | 16 32 64 | | a = sext b
movsw*    | =r, r16/m16        | 0F BF /r        | 32 64 | | a = sext b
movsl*    | =r, r32/m32        | 63 /r           | 64 | | a = sext b
movzb*    | =r, r8/m8          | 0F B6 /r        | 16 32 64 | | a = zext b
movzw*    | =r, r16/m16        | 0F B7 /r        | 32 64 | | a = zext b
lea*      | =r, mem            | 8D /r           | 16 32 64 | | a = lea b
xchg*     | +accx, +r          | 90+r            | 16 32 64 | |
xchg*     | +r, +accx          | 90+r            | 16 32 64 | |
xchg*     | +r/m, +r           | 86+w /r         | 8 16 32 64 | lock |
xchg*     | +r, +m             | 86+w /r         | 8 16 32 64 | alias |
push*     | r                  | 50+r            | 16 32 64 d64 | +rsp store effect |
push*     | imm8s              | 6A ibs          | 16 32 64 d64 | +rsp store effect |
push*     | imm                | 68 iz           | 16 32 64 d64 | +rsp store effect |
push*     | r/m                | FF /6           | 16 32 64 d64 | +rsp store effect |
push*     | fs                 | 0F A0           | 16 32 64 d64 | +rsp store effect |
push*     | gs                 | 0F A8           | 16 32 64 d64 | +rsp store effect |
push*     | es                 | 06              | 16 32 m32 d64 | +rsp store effect |
push*     | cs                 | 0E              | 16 32 m32 d64 | +rsp store effect |
push*     | ss                 | 16              | 16 32 m32 d64 | +rsp store effect |
push*     | ds                 | 1E              | 16 32 m32 d64 | +rsp store effect |
pop*      | =r                 | 58+r            | 16 32 64 d64 | +rsp load effect |
pop*      | =r/m               | 8F /0           | 16 32 64 d64 | +rsp load effect |
pop*      | =fs                | 0F A1           | 16 32 64 d64 | +rsp load effect |
pop*      | =gs                | 0F A9           | 16 32 64 d64 | +rsp load effect |
pop*      | =es                | 07              | 16 32 m32 d64 | +rsp load effect |
pop*      | =ss                | 17              | 16 32 m32 d64 | +rsp load effect |
pop*      | =ds                | 1F              | 16 32 m32 d64 | +rsp load effect |
pusha*    |                    | 60              | 16 32 m32 dflt | +rsp store effect |
popa* | | 61 | 16 32 m32 dflt | +rsp load effect =rax =rcx =rdx =rbx =rbp =rsi =rdi |
pushf*    |                    | 9C              | 16 32 64 d64 dflt | r:cpazsod +rsp store effect |
popf*     |                    | 9D              | 16 32 64 d64 dflt | w:cpazsod +rsp load effect |
enter*    | imm                | C8 enter        | 16 32 64 d64 dflt | +rsp +rbp store effect |
leave*    |                    | C9              | 16 32 64 d64 dflt | +rsp +rbp load effect |
lahf      |                    | 9F              | | r:cpazs +rax |
sahf      |                    | 9E              | | w:cpazs rax |
cbtw      |                    | 98              | 16 nosuffix | +rax |
cwtl      |                    | 98              | 32 nosuffix | +rax |
cltq      |                    | 98              | 64 nosuffix | +rax |
cwtd      |                    | 99              | 16 nosuffix | rax =rdx |
cltd      |                    | 99              | 32 nosuffix | rax =rdx |
cqto      |                    | 99              | 64 nosuffix | rax =rdx |
bswap*    | +r                 | 0F C8+r         | 32 64 | | a = bswap a
movbe*    | =r, m              | 0F 38 F0 /r     | 16 32 64 | | a = bswap b
movbe*    | =m, r              | 0F 38 F1 /r     | 16 32 64 | | a = bswap b
movnti*   | =m, r              | 0F C3 /r        | 32 64 nosize32 | effect |
xlat      |                    | D7              | | +rax rbx load |

# -- arithmetic and logic
add*      | +acc, imm          | 04 ib           | 8 | w:cpazso | a = add a b
add*      | +r/m, imm8s        | 83 /0 ibs       | 16 32 64 | w:cpazso lock | a = add a b
add*      | +acc, imm          | 05 iz           | 16 32 64 | w:cpazso | a = add a b
add*      | +r/m, imm          | 80+w /0 iz      | 8 16 32 64 | w:cpazso lock | a = add a b
add* | +r/m, r | 00+w /r | 8 16 32 64 | w:cpazso lock commutative | a = add a b
add*      | +r, r/m            | 02+w /r         | 8 16 32 64 | w:cpazso | a = add a b
or*       | +acc, imm          | 0C ib           | 8 | w:cpzso u:a | a = or a b
or*       | +r/m, imm8s        | 83 /1 ibs       | 16 32 64 | w:cpzso u:a lock | a = or a b
or*       | +acc, imm          | 0D iz           | 16 32 64 | w:cpzso u:a | a = or a b
or*       | +r/m, imm          | 80+w /1 iz      | 8 16 32 64 | w:cpzso u:a lock | a = or a b
or* | +r/m, r | 08+w /r | 8 16 32 64 | w:cpzso u:a lock commutative | a = or a b
or*       | +r, r/m            | 0A+w /r         | 8 16 32 64 | w:cpzso u:a | a = or a b
adc*      | +acc, imm          | 14 ib           | 8 | r:c w:cpazso | a = adc a b
adc*      | +r/m, imm8s        | 83 /2 ibs       | 16 32 64 | r:c w:cpazso lock | a = adc a b
adc*      | +acc, imm          | 15 iz           | 16 32 64 | r:c w:cpazso | a = adc a b
adc*      | +r/m, imm          | 80+w /2 iz      | 8 16 32 64 | r:c w:cpazso lock | a = adc a b
adc* | +r/m, r | 10+w /r | 8 16 32 64 | r:c w:cpazso lock commutative | a = adc a b
adc*      | +r, r/m            | 12+w /r         | 8 16 32 64 | r:c w:cpazso | a = adc a b
sbb*      | +acc, imm          | 1C ib           | 8 | r:c w:cpazso | a = sbb a b
sbb*      | +r/m, imm8s        | 83 /3 ibs       | 16 32 64 | r:c w:cpazso lock | a = sbb a b
sbb*      | +acc, imm          | 1D iz           | 16 32 64 | r:c w:cpazso | a = sbb a b
sbb*      | +r/m, imm          | 80+w /3 iz      | 8 16 32 64 | r:c w:cpazso lock | a = sbb a b
sbb*      | +r/m, r            | 18+w /r         | 8 16 32 64 | r:c w:cpazso lock | a = sbb a b
sbb*      | +r, r/m            | 1A+w /r         | 8 16 32 64 | r:c w:cpazso | a = sbb a b
and*      | +acc, imm          | 24 ib           | 8 | w:cpzso u:a | a = and a b
and*      | +r/m, imm8s        | 83 /4 ibs       | 16 32 64 | w:cpzso u:a lock | a = and a b
and*      | +acc, imm          | 25 iz           | 16 32 64 | w:cpzso u:a | a = and a b
and*      | +r/m, imm          | 80+w /4 iz      | 8 16 32 64 | w:cpzso u:a lock | a = and a b
and* | +r/m, r | 20+w /r | 8 16 32 64 | w:cpzso u:a lock commutative | a = and a b
and*      | +r, r/m            | 22+w /r         | 8 16 32 64 | w:cpzso u:a | a = and a b
sub*      | +acc, imm          | 2C ib           | 8 | w:cpazso | a = sub a b
sub*      | +r/m, imm8s        | 83 /5 ibs       | 16 32 64 | w:cpazso lock | a = sub a b
sub*      | +acc, imm          | 2D iz           | 16 32 64 | w:cpazso | a = sub a b
sub*      | +r/m, imm          | 80+w /5 iz      | 8 16 32 64 | w:cpazso lock | a = sub a b
sub*      | +r/m, r            | 28+w /r         | 8 16 32 64 | w:cpazso lock | a = sub a b
sub*      | +r, r/m            | 2A+w /r         | 8 16 32 64 | w:cpazso | a = sub a b
xor*      | +acc, imm          | 34 ib           | 8 | w:cpzso u:a | a = xor a b
xor*      | +r/m, imm8s        | 83 /6 ibs       | 16 32 64 | w:cpzso u:a lock | a = xor a b
xor*      | +acc, imm          | 35 iz           | 16 32 64 | w:cpzso u:a | a = xor a b
xor*      | +r/m, imm          | 80+w /6 iz      | 8 16 32 64 | w:cpzso u:a lock | a = xor a b
xor* | +r/m, r | 30+w /r | 8 16 32 64 | w:cpzso u:a lock commutative | a = xor a b
xor*      | +r, r/m            | 32+w /r         | 8 16 32 64 | w:cpzso u:a | a = xor a b
cmp*      | acc, imm           | 3C ib           | 8 | w:cpazso | flags = cmp a b
cmp*      | r/m, imm8s         | 83 /7 ibs       | 16 32 64 | w:cpazso | flags = cmp a b
cmp*      | acc, imm           | 3D iz           | 16 32 64 | w:cpazso | flags = cmp a b
cmp*      | r/m, imm           | 80+w /7 iz      | 8 16 32 64 | w:cpazso | flags = cmp a b
cmp*      | r/m, r             | 38+w /r         | 8 16 32 64 | w:cpazso | flags = cmp a b
cmp*      | r, r/m             | 3A+w /r         | 8 16 32 64 | w:cpazso | flags = cmp a b
test*     | acc, imm           | A8 ib           | 8 | w:cpzso u:a | flags = test a b
test*     | acc, imm           | A9 iz           | 16 32 64 | w:cpzso u:a | flags = test a b
test*     | r/m, imm           | F6+w /0 iz      | 8 16 32 64 | w:cpzso u:a | flags = test a b
test* | r/m, r | 84+w /r | 8 16 32 64 | w:cpzso u:a commutative | flags = test a b
test*     | r, m               | 84+w /r         | 8 16 32 64 | w:cpzso u:a alias | flags = test a b
inc*      | +r                 | 40+r            | 16 32 m32 | w:pazso | a = add a 1
inc*      | +r/m               | FE+w /0         | 8 16 32 64 | w:pazso lock | a = add a 1
dec*      | +r                 | 48+r            | 16 32 m32 | w:pazso | a = sub a 1
dec*      | +r/m               | FE+w /1         | 8 16 32 64 | w:pazso lock | a = sub a 1
not*      | +r/m               | F6+w /2         | 8 16 32 64 | lock | a = not a
neg*      | +r/m               | F6+w /3         | 8 16 32 64 | w:cpazso lock | a = neg a
mul*      | r/m                | F6 /4           | 8 | w:co u:pazs +rax |
mul*      | r/m                | F7 /4           | 16 32 64 | w:co u:pazs +rax =rdx |
imul*     | r/m                | F6 /5           | 8 | w:co u:pazs +rax |
imul*     | r/m                | F7 /5           | 16 32 64 | w:co u:pazs +rax =rdx |
imul*     | +r, r/m            | 0F AF /r        | 16 32 64 | w:co u:pazs commutative | a = mul a b
imul*     | =r, r/m, imm8s     | 6B /r ibs       | 16 32 64 | w:co u:pazs | a = mul b c
imul*     | =r, r/m, imm       | 69 /r iz        | 16 32 64 | w:co u:pazs | a = mul b c
div*      | r/m                | F6 /6           | 8 | u:cpazso +rax effect |
div*      | r/m                | F7 /6           | 16 32 64 | u:cpazso +rax +rdx effect |
idiv*     | r/m                | F6 /7           | 8 | u:cpazso +rax effect |
idiv*     | r/m                | F7 /7           | 16 32 64 | u:cpazso +rax +rdx effect |
rol*      | +r/m, one          | D0+w /0         | 8 16 32 64 | w:co | a = rotl a b
rol*      | +r/m, imm8         | C0+w /0 ib      | 8 16 32 64 | w:co | a = rotl a b
rol*      | +r/m, cl           | D2+w /0         | 8 16 32 64 | w:co | a = rotl a b
rol*      | +r/m               | D0+w /0         | 8 16 32 64 | w:co alias | a = rotl a 1
ror*      | +r/m, one          | D0+w /1         | 8 16 32 64 | w:co | a = rotr a b
ror*      | +r/m, imm8         | C0+w /1 ib      | 8 16 32 64 | w:co | a = rotr a b
ror*      | +r/m, cl           | D2+w /1         | 8 16 32 64 | w:co | a = rotr a b
ror*      | +r/m               | D0+w /1         | 8 16 32 64 | w:co alias | a = rotr a 1
rcl*      | +r/m, one          | D0+w /2         | 8 16 32 64 | r:c w:co |
rcl*      | +r/m, imm8         | C0+w /2 ib      | 8 16 32 64 | r:c w:co |
rcl*      | +r/m, cl           | D2+w /2         | 8 16 32 64 | r:c w:co |
rcl*      | +r/m               | D0+w /2         | 8 16 32 64 | r:c w:co alias |
rcr*      | +r/m, one          | D0+w /3         | 8 16 32 64 | r:c w:co |
rcr*      | +r/m, imm8         | C0+w /3 ib      | 8 16 32 64 | r:c w:co |
rcr*      | +r/m, cl           | D2+w /3         | 8 16 32 64 | r:c w:co |
rcr*      | +r/m               | D0+w /3         | 8 16 32 64 | r:c w:co alias |
shl*      | +r/m, one          | D0+w /4         | 8 16 32 64 | w:cpzso u:a | a = shl a b
shl*      | +r/m, imm8         | C0+w /4 ib      | 8 16 32 64 | w:cpzso u:a | a = shl a b
shl*      | +r/m, cl           | D2+w /4         | 8 16 32 64 | w:cpzso u:a | a = shl a b
shl*      | +r/m               | D0+w /4         | 8 16 32 64 | w:cpzso u:a alias | a = shl a 1
shr*      | +r/m, one          | D0+w /5         | 8 16 32 64 | w:cpzso u:a | a = lshr a b
shr*      | +r/m, imm8         | C0+w /5 ib      | 8 16 32 64 | w:cpzso u:a | a = lshr a b
shr*      | +r/m, cl           | D2+w /5         | 8 16 32 64 | w:cpzso u:a | a = lshr a b
shr*      | +r/m               | D0+w /5         | 8 16 32 64 | w:cpzso u:a alias | a = lshr a 1
sar*      | +r/m, one          | D0+w /7         | 8 16 32 64 | w:cpzso u:a | a = ashr a b
sar*      | +r/m, imm8         | C0+w /7 ib      | 8 16 32 64 | w:cpzso u:a | a = ashr a b
sar*      | +r/m, cl           | D2+w /7         | 8 16 32 64 | w:cpzso u:a | a = ashr a b
sar*      | +r/m               | D0+w /7         | 8 16 32 64 | w:cpzso u:a alias | a = ashr a 1
shld*     | +r/m, r, imm8      | 0F A4 /r ib     | 16 32 64 | w:cpzs u:ao |
shld*     | +r/m, r, cl        | 0F A5 /r        | 16 32 64 | w:cpzs u:ao |
shld*     | +r/m, r            | 0F A5 /r        | 16 32 64 | w:cpzs u:ao rcx alias |
shrd*     | +r/m, r, imm8      | 0F AC /r ib     | 16 32 64 | w:cpzs u:ao |
shrd*     | +r/m, r, cl        | 0F AD /r        | 16 32 64 | w:cpzs u:ao |
shrd*     | +r/m, r            | 0F AD /r        | 16 32 64 | w:cpzs u:ao rcx alias |
daa       |                    | 27              | m32 | w:cpazs u:o +rax |
das       |                    | 2F              | m32 | w:cpazs u:o +rax |
aaa       |                    | 37              | m32 | w:ca u:pzso +rax |
aas       |                    | 3F              | m32 | w:ca u:pzso +rax |
aam       |                    | D4 0A           | m32 | w:pzs u:cao +rax |
aad       |                    | D5 0A           | m32 | w:pzs u:cao +rax |
aam       | imm8               | D4 ib           | m32 | w:pzs u:cao +rax |
aad       | imm8               | D5 ib           | m32 | w:pzs u:cao +rax |

# -- bits
bt*       | r/m, imm8          | 0F BA /4 ib     | 16 32 64 | w:c u:pazso |
bt*       | r/m, r             | 0F A3 /r        | 16 32 64 | w:c u:paso |
bts*      | +r/m, imm8         | 0F BA /5 ib     | 16 32 64 | w:c u:pazso lock |
bts*      | +r/m, r            | 0F AB /r        | 16 32 64 | w:c u:paso lock |
btr*      | +r/m, imm8         | 0F BA /6 ib     | 16 32 64 | w:c u:pazso lock |
btr*      | +r/m, r            | 0F B3 /r        | 16 32 64 | w:c u:paso lock |
btc*      | +r/m, imm8         | 0F BA /7 ib     | 16 32 64 | w:c u:pazso lock |
btc*      | +r/m, r            | 0F BB /r        | 16 32 64 | w:c u:paso lock |
bsf*      | +r, r/m            | 0F BC /r        | 16 32 64 | w:z u:cpaso |
bsr*      | +r, r/m            | 0F BD /r        | 16 32 64 | w:z u:cpaso |
popcnt*   | =r, r/m            | F3 0F B8 /r     | 16 32 64 | w:cpazso | a = popcount b
tzcnt*    | =r, r/m            | F3 0F BC /r     | 16 32 64 | w:cz u:paso | a = cttz b
lzcnt*    | =r, r/m            | F3 0F BD /r     | 16 32 64 | w:cz u:paso | a = ctlz b
crc32b~   | +r, r8/m8          | F2 0F 38 F0 /r  | 32 64 nosize32 | |
crc32w    | +r32, r16/m16      | o16 F2 0F 38 F1 /r | | |
crc32l    | +r32, r32/m32      | o32 F2 0F 38 F1 /r  | | |
crc32q    | +r64, r64/m64      | F2 REX.W 0F 38 F1 /r | | |
andn*     | =r, r, r/m         | VEX.LZ.0F38 F2 /r     | 32 64 | w:czso u:pa | a = and (not b) c
bextr*    | =r, r/m, r         | VEX.LZ.0F38 F7 /r     | 32 64 | w:czo u:pas |
blsi*     | =r, r/m            | VEX.LZ.0F38 F3 /3     | 32 64 | w:czso u:pa |
blsmsk*   | =r, r/m            | VEX.LZ.0F38 F3 /2     | 32 64 | w:czso u:pa |
blsr*     | =r, r/m            | VEX.LZ.0F38 F3 /1     | 32 64 | w:czso u:pa |
bzhi*     | =r, r/m, r         | VEX.LZ.0F38 F5 /r     | 32 64 | w:czso u:pa |
mulx*     | =r, =r, r/m        | VEX.LZ.F2.0F38 F6 /r  | 32 64 | rdx |
pdep*     | =r, r, r/m         | VEX.LZ.F2.0F38 F5 /r  | 32 64 | |
pext*     | =r, r, r/m         | VEX.LZ.F3.0F38 F5 /r  | 32 64 | |
rorx*     | =r, r/m, imm8      | VEX.LZ.F2.0F3A F0 /r ib | 32 64 | | a = rotr b c
sarx*     | =r, r/m, r         | VEX.LZ.F3.0F38 F7 /r  | 32 64 | | a = ashr b c
shlx*     | =r, r/m, r         | VEX.LZ.66.0F38 F7 /r  | 32 64 | | a = shl b c
shrx*     | =r, r/m, r         | VEX.LZ.F2.0F38 F7 /r  | 32 64 | | a = lshr b c
adcx*     | +r, r/m            | 66 0F 38 F6 /r  | 32 64 nosize32 | r:c w:c |
adox*     | +r, r/m            | F3 0F 38 F6 /r  | 32 64 nosize32 | r:o w:o |

# -- conditions
set{cc}   | =r8/m8             | 0F 90+cc /0     | | r:cc | a = cc flags
cmov{cc}* | +r, r/m            | 0F 40+cc /r     | 16 32 64 | r:cc | a = select cc b a
clc       |                    | F8              | | w:c effect |
stc       |                    | F9              | | w:c effect |
cmc       |                    | F5              | | r:c w:c effect |
cld       |                    | FC              | | w:d effect |
std       |                    | FD              | | w:d effect |
salc      |                    | D6              | m32 | r:c =rax |

# -- control flow
jmp       | rel                | EB rel8         | | branch relax |
jmp       | rel                | E9 rel          | | branch relax |
jmp*      | r/m                | FF /4           | 16 32 64 d64 | branch indirect |
j{cc}     | rel                | 70+cc rel8      | | r:cc branch conditional relax |
j{cc}     | rel                | 0F 80+cc rel    | | r:cc branch conditional relax |
jcxz      | rel                | E3 rel8         | m32 a16 | rcx branch conditional |
jecxz     | rel                | E3 rel8         | a32 | rcx branch conditional |
jrcxz     | rel                | E3 rel8         | m64 | rcx branch conditional |
loop      | rel                | E2 rel8         | | +rcx branch conditional |
loope     | rel                | E1 rel8         | | r:z +rcx branch conditional |
loopne    | rel                | E0 rel8         | | r:z +rcx branch conditional |
call*     | rel                | E8 rel          | 16 32 64 d64 dflt | +rsp call effect load store |
call* | r/m | FF /2 | 16 32 64 d64 dflt | +rsp call effect indirect load store |
ret*      |                    | C3              | 16 32 64 d64 dflt | +rsp return effect load |
ret*      | imm16              | C2 iw           | 16 32 64 d64 dflt | +rsp return effect load |
lret*     |                    | CB              | 16 32 64 dflt | +rsp return effect load |
lret*     | imm16              | CA iw           | 16 32 64 dflt | +rsp return effect load |
iret*     |                    | CF              | 16 32 64 dflt | +rsp return effect load |
ljmp*     | far                | EA ptr          | 16 32 m32 dflt | branch |
lcall*    | far                | 9A ptr          | 16 32 m32 dflt | +rsp call effect load store |
ljmp*     | mem                | FF /5           | 16 32 dflt | branch indirect |
lcall* | mem | FF /3 | 16 32 dflt | +rsp call effect indirect load store |
int       | three              | CC              | | effect |
int       | imm8               | CD ib           | | effect |
int3      |                    | CC              | | effect |
int1      |                    | F1              | | effect |
into      |                    | CE              | m32 | r:o effect |
bound*    | mem, r             | 62 /r           | 16 32 m32 | effect |
ud2       |                    | 0F 0B           | | effect trap |
ud1*      | r, r/m             | 0F B9 /r        | 16 32 64 | effect trap |
ud0*      | r, r/m             | 0F FF /r        | 16 32 64 | effect trap |
hlt       |                    | F4              | | effect |
nop       |                    | 90              | | effect |
nop*      | r/m                | 0F 1F /0        | 16 32 64 | effect noload |
pause     |                    | F3 90           | | effect |
endbr64   |                    | F3 0F 1E FA     | | effect |
endbr32   |                    | F3 0F 1E FB     | | effect |

# -- strings
movs* | | A4+w | 8 16 32 64 | string load store effect r:d +rsi +rdi |
cmps* | | A6+w | 8 16 32 64 | string load effect r:d w:cpazso +rsi +rdi |
stos*     |                    | AA+w            | 8 16 32 64 | string store effect r:d rax +rdi |
lods*     |                    | AC+w            | 8 16 32 64 | string load effect r:d +rax +rsi |
scas* | | AE+w | 8 16 32 64 | string load effect r:d w:cpazso rax +rdi |
ins*      |                    | 6C+w            | 8 16 32 | string store effect r:d rdx +rdi |
outs*     |                    | 6E+w            | 8 16 32 | string load effect r:d rdx +rsi |
in*       | =A, imm8           | E4+w ib         | 8 16 32 | effect |
in*       | =A, dx             | EC+w            | 8 16 32 | effect |
out*      | imm8, A            | E6+w ib         | 8 16 32 | effect |
out*      | dx, A              | EE+w            | 8 16 32 | effect |

# -- atomics and fences
cmpxchg*  | +r/m, r            | 0F B0+w /r      | 8 16 32 64 | w:cpazso +rax lock |
xadd*     | +r/m, +r           | 0F C0+w /r      | 8 16 32 64 | w:cpazso lock |
cmpxchg8b | +m64               | 0F C7 /1        | | w:z +rax +rdx rbx rcx lock |
cmpxchg16b | +m128             | REX.W 0F C7 /1  | | w:z +rax +rdx rbx rcx lock |
mfence    |                    | 0F AE F0        | | effect load store |
lfence    |                    | 0F AE E8        | | effect load store |
sfence    |                    | 0F AE F8        | | effect load store |
prefetchnta | m8               | 0F 18 /0        | | effect noload |
prefetcht0 | m8                | 0F 18 /1        | | effect noload |
prefetcht1 | m8                | 0F 18 /2        | | effect noload |
prefetcht2 | m8                | 0F 18 /3        | | effect noload |
prefetch  | m8                 | 0F 0D /0        | | effect noload |
prefetchw | m8                 | 0F 0D /1        | | effect noload |

# -- prefixes written as instructions
lock      |                    | F0              | | prefix effect |
rep       |                    | F3              | | prefix effect |
repne     |                    | F2              | | prefix effect |
"""
