"""Calls across compilers, on every target that runs here: signatures drawn by Hypothesis."""

from __future__ import annotations

import platform
import random
import shutil
from pathlib import Path

import pytest
import signatures
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def can_run(target: str) -> bool:
    """Whether the target's gcc and, for a foreign one, its emulator are installed."""
    gcc, runner = signatures.TARGETS[target]
    if not runner:
        return platform.machine() == target
    return shutil.which(gcc[0]) is not None and shutil.which(runner[0]) is not None


@pytest.mark.parametrize("level", ["-O0", "-O2"])
@pytest.mark.parametrize("target", sorted(signatures.TARGETS))
def test_calls_agree(target: str, level: str, tmp_path: Path) -> None:
    """vcc calling gcc and gcc calling vcc print what gcc alone prints."""
    if not can_run(target):
        pytest.skip("no compiler or emulator for the target")
    supported = signatures.supported(target)
    if supported:
        pytest.skip(supported)

    @settings(max_examples=2, deadline=None, derandomize=True,
              suppress_health_check=list(HealthCheck))
    @given(st.randoms(use_true_random=False))
    def agree(rng: random.Random) -> None:
        program = signatures.Program(rng, 12)
        assert signatures.compare(program, tmp_path, target,
                                  signatures.default_command(target), level) == ""

    agree()
