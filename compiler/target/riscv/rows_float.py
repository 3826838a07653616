"""RISC-V rows: F and D. `*` is s or d by the size column; columns as in `rows.py`.

Source: RISC-V unprivileged architecture 20191213, chapters 11 and 12.
"""

# mypyc: skip

from __future__ import annotations

FLOAT = """
fl{w,d}       | ={f32,f64}, {m32,m64} | imm[11:0] rs1 {010,011} rd 0000111 | | | a = load b
fs{w,d}       | {f32,f64}, ={m32,m64} | imm[11:5] rs2 rs1 {010,011} imm[4:0] 0100111 | | |
              b = copy a
f{madd,msub,nmsub,nmadd}.*{rm} | =f, f, f, f | rs3 {fmt} rs2 rs1 {rm} rd 100{00,01,10,11}11 |
              32 64 | | a = fma {b c d,b c (fneg d),(fneg b) c d,(fneg b) c (fneg d)}
f{add,sub,mul,div}.*{rm} | =f, f, f | 000{00,01,10,11} {fmt} rs2 rs1 {rm} rd 1010011 | 32 64 | |
              a = f{add,sub,mul,div} b c
fsqrt.*{rm}   | =f, f      | 01011 {fmt} 00000 rs1 {rm} rd 1010011 | 32 64 | | a = fsqrt b
fsgnj{,n,x}.* | =f, f, f   | 00100 {fmt} rs2 rs1 {000,001,010} rd 1010011 | 32 64 | |
              {a = fcopysign b c,a = fcopysign b (fneg c),}
f{min,max}.*  | =f, f, f   | 00101 {fmt} rs2 rs1 {000,001} rd 1010011 | 32 64 | |
f{eq,lt,le}.* | =x, f, f   | 10100 {fmt} rs2 rs1 {010,001,000} rd 1010011 | 32 64 | |
              a = zext (fo{eq,lt,le} b c)
fclass.*      | =x, f      | 11100 {fmt} 00000 rs1 001 rd 1010011 | 32 64 | |
fcvt.w{,u}.*{rm} | =x, f   | 11000 {fmt} 0000{0,1} rs1 {rm} rd 1010011 | 32 64 | |
              a = sext (fpto{si,ui}.i32 b)
fcvt.l{,u}.*{rm} | =x, f   | 11000 {fmt} 0001{0,1} rs1 {rm} rd 1010011 | 32 64 | | a = fpto{si,ui} b
fcvt.s.w{,u}{rm} | =f32, x | 11010 00 0000{0,1} rs1 {rm} rd 1010011 | | |
              a = {si,ui}tofp.f32 (trunc.i32 b)
fcvt.d.w{,u}  | =f64, x    | 11010 01 0000{0,1} rs1 000 rd 1010011 | | |
              a = {si,ui}tofp.f64 (trunc.i32 b)
fcvt.*.l{,u}{rm} | =f, x   | 11010 {fmt} 0001{0,1} rs1 {rm} rd 1010011 | 32 64 | | a = {si,ui}tofp b
fcvt.s.d{rm}  | =f32, f64  | 01000 00 00001 rs1 {rm} rd 1010011 | | | a = fptrunc b
fcvt.d.s      | =f64, f32  | 01000 01 00000 rs1 000 rd 1010011 | | | a = fpext b
fmv.x.w       | =x, f32    | 11100 00 00000 rs1 000 rd 1010011 | | | a = sext (bitcast.i32 b)
fmv.w.x       | =f32, x    | 11110 00 00000 rs1 000 rd 1010011 | | | a = bitcast.f32 (trunc.i32 b)
fmv.{x.d,d.x} | ={x,f64}, {f64,x} | 111{00,10} 01 00000 rs1 000 rd 1010011 | | | a = bitcast b
f{mv,neg,abs}.* | =f, f    | = fsgnj{,n,x}.* a, b, b | 32 64 | {move,,} | a = {copy,fneg,fabs} b
f{gt,ge}.*    | =x, f, f   | = f{lt,le}.* a, c, b | 32 64 | | a = zext (fo{lt,le} c b)
fmv.{x.s,s.x} | ={x,f32}, {f32,x} | = fmv.{x.w,w.x} a, b | | |
"""
