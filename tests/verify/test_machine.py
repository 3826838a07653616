"""Every x86 row with a meaning does on the processor what it says."""

from __future__ import annotations

import platform

import pytest

from compiler.target.x86.names_gen import MEANINGS
from verify.machine_run import FEATURES, Processor, check_row, processor_features

STATES = 300


@pytest.mark.skipif(platform.machine() != "x86_64", reason="runs the instructions themselves")
def test_rows_agree_with_the_processor() -> None:
    processor, features = Processor(), processor_features()
    wrong = []
    for name in MEANINGS:
        needed = next((f for start, f in FEATURES.items() if name.startswith(start)), "")
        if not needed or needed in features:
            found = check_row(processor, name, STATES, 1)
            if found:
                wrong.append(f"{name}: {found}")
    assert not wrong, "\n".join(wrong)
