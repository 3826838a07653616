"""Where the value of an encoding's slot comes from: registers r0..r3 are 0..3."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

SOURCE_BASE: Final = 4
SOURCE_INDEX: Final = 5
SOURCE_EXTEND: Final = 6    # how the index is extended: 2 uxtw, 3 lsl, 6 sxtw, 7 sxtx
SOURCE_SCALE: Final = 7
SOURCE_DISP: Final = 8
SOURCE_LABEL: Final = 9
SOURCE_IMM: Final = 10      # + place among the immediates
