"""RISC-V rows: F and D. `*` is s or d by the size column; columns as in `rows.py`.

Source: RISC-V unprivileged architecture 20191213, chapters 11 and 12.
"""

# mypyc: skip

from __future__ import annotations

FLOAT = """
flw           | =f32, m32  | imm[11:0] rs1 010 rd 0000111 | | | a = load b
fld           | =f64, m64  | imm[11:0] rs1 011 rd 0000111 | | | a = load b
fsw           | f32, =m32  | imm[11:5] rs2 rs1 010 imm[4:0] 0100111 | | | b = copy a
fsd           | f64, =m64  | imm[11:5] rs2 rs1 011 imm[4:0] 0100111 | | | b = copy a
fmadd.*{rm}   | =f, f, f, f | rs3 {fmt} rs2 rs1 {rm} rd 1000011 | 32 64 | | a = fma b c d
fmsub.*{rm}   | =f, f, f, f | rs3 {fmt} rs2 rs1 {rm} rd 1000111 | 32 64 | | a = fma b c (fneg d)
fnmsub.*{rm}  | =f, f, f, f | rs3 {fmt} rs2 rs1 {rm} rd 1001011 | 32 64 | | a = fma (fneg b) c d
fnmadd.*{rm}|=f, f, f, f| rs3 {fmt} rs2 rs1 {rm} rd 1001111 | 32 64 | | a = fma (fneg b) c (fneg d)
fadd.*{rm}    | =f, f, f   | 00000 {fmt} rs2 rs1 {rm} rd 1010011 | 32 64 | | a = fadd b c
fsub.*{rm}    | =f, f, f   | 00001 {fmt} rs2 rs1 {rm} rd 1010011 | 32 64 | | a = fsub b c
fmul.*{rm}    | =f, f, f   | 00010 {fmt} rs2 rs1 {rm} rd 1010011 | 32 64 | | a = fmul b c
fdiv.*{rm}    | =f, f, f   | 00011 {fmt} rs2 rs1 {rm} rd 1010011 | 32 64 | | a = fdiv b c
fsqrt.*{rm}   | =f, f      | 01011 {fmt} 00000 rs1 {rm} rd 1010011 | 32 64 | | a = fsqrt b
fsgnj.*       | =f, f, f   | 00100 {fmt} rs2 rs1 000 rd 1010011 | 32 64 | | a = fcopysign b c
fsgnjn.*      | =f, f, f   | 00100 {fmt} rs2 rs1 001 rd 1010011 | 32 64 | | a = fcopysign b (fneg c)
fsgnjx.*      | =f, f, f   | 00100 {fmt} rs2 rs1 010 rd 1010011 | 32 64 | |
fmin.*        | =f, f, f   | 00101 {fmt} rs2 rs1 000 rd 1010011 | 32 64 | |
fmax.*        | =f, f, f   | 00101 {fmt} rs2 rs1 001 rd 1010011 | 32 64 | |
feq.*         | =x, f, f   | 10100 {fmt} rs2 rs1 010 rd 1010011 | 32 64 | | a = zext (foeq b c)
flt.*         | =x, f, f   | 10100 {fmt} rs2 rs1 001 rd 1010011 | 32 64 | | a = zext (folt b c)
fle.*         | =x, f, f   | 10100 {fmt} rs2 rs1 000 rd 1010011 | 32 64 | | a = zext (fole b c)
fclass.*      | =x, f      | 11100 {fmt} 00000 rs1 001 rd 1010011 | 32 64 | |
fcvt.w.*{rm} | =x, f | 11000 {fmt} 00000 rs1 {rm} rd 1010011 | 32 64 | | a = sext (fptosi.i32 b)
fcvt.wu.*{rm} | =x, f | 11000 {fmt} 00001 rs1 {rm} rd 1010011 | 32 64 | | a = sext (fptoui.i32 b)
fcvt.l.*{rm}  | =x, f      | 11000 {fmt} 00010 rs1 {rm} rd 1010011 | 32 64 | | a = fptosi b
fcvt.lu.*{rm} | =x, f      | 11000 {fmt} 00011 rs1 {rm} rd 1010011 | 32 64 | | a = fptoui b
fcvt.s.w{rm}  | =f32, x    | 11010 00 00000 rs1 {rm} rd 1010011 | | | a = sitofp.f32 (trunc.i32 b)
fcvt.s.wu{rm} | =f32, x    | 11010 00 00001 rs1 {rm} rd 1010011 | | | a = uitofp.f32 (trunc.i32 b)
fcvt.d.w      | =f64, x    | 11010 01 00000 rs1 000 rd 1010011 | | | a = sitofp.f64 (trunc.i32 b)
fcvt.d.wu     | =f64, x    | 11010 01 00001 rs1 000 rd 1010011 | | | a = uitofp.f64 (trunc.i32 b)
fcvt.*.l{rm}  | =f, x      | 11010 {fmt} 00010 rs1 {rm} rd 1010011 | 32 64 | | a = sitofp b
fcvt.*.lu{rm} | =f, x      | 11010 {fmt} 00011 rs1 {rm} rd 1010011 | 32 64 | | a = uitofp b
fcvt.s.d{rm}  | =f32, f64  | 01000 00 00001 rs1 {rm} rd 1010011 | | | a = fptrunc b
fcvt.d.s      | =f64, f32  | 01000 01 00000 rs1 000 rd 1010011 | | | a = fpext b
fmv.x.w       | =x, f32    | 11100 00 00000 rs1 000 rd 1010011 | | | a = sext (bitcast.i32 b)
fmv.w.x       | =f32, x    | 11110 00 00000 rs1 000 rd 1010011 | | | a = bitcast.f32 (trunc.i32 b)
fmv.x.d       | =x, f64    | 11100 01 00000 rs1 000 rd 1010011 | | | a = bitcast b
fmv.d.x       | =f64, x    | 11110 01 00000 rs1 000 rd 1010011 | | | a = bitcast b
fmv.*         | =f, f      | = fsgnj.* a, b, b | 32 64 | move | a = copy b
fneg.*        | =f, f      | = fsgnjn.* a, b, b | 32 64 | | a = fneg b
fabs.*        | =f, f      | = fsgnjx.* a, b, b | 32 64 | | a = fabs b
fgt.*         | =x, f, f   | = flt.* a, c, b | 32 64 | | a = zext (folt c b)
fge.*         | =x, f, f   | = fle.* a, c, b | 32 64 | | a = zext (fole c b)
fmv.x.s       | =x, f32    | = fmv.x.w a, b | | |
fmv.s.x       | =f32, x    | = fmv.w.x a, b | | |
"""
