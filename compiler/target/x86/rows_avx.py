"""x86 rows: AVX, AVX2, FMA, F16C (Intel SDM vol. 2)."""

# mypyc: skip

from __future__ import annotations

ROWS = """
vzeroupper |                   | VEX.128.0F.WIG 77 | | effect |
vzeroall  |                    | VEX.256.0F.WIG 77 | | effect |
"""
