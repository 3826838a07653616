"""Where the fuzz tests find their commands, and the Hypothesis profile of continuous integration.

The profile is derandomised: the same tree gives the same programs.  `VOUCH_FUZZ_EXAMPLES=N` makes
a campaign of N fresh programs a shard; a failing program is kept in `.hypothesis/` and comes first
in the next run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, Phase, seed, settings

ROOT = Path(__file__).resolve().parent.parent.parent
CAMPAIGN = int(os.environ.get("VOUCH_FUZZ_EXAMPLES", "0"))
Test = TypeVar("Test", bound=Callable[..., None])
settings.register_profile(
    "fuzz", derandomize=not CAMPAIGN, deadline=None, print_blob=True,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if CAMPAIGN else [])],
    suppress_health_check=list(HealthCheck))


def command(name: str, module: str) -> list[str]:
    """An installed command, else the module."""
    installed = ROOT / ".venv" / "bin" / name
    return [str(installed)] if installed.exists() else [sys.executable, "-m", module]


def shard_seed(shard: int) -> Callable[[Test], Test]:
    """The seed of a shard: fixed in continuous integration, Hypothesis' own in a campaign."""
    return (lambda test: test) if CAMPAIGN else seed(shard)


def examples(number: int) -> settings:
    """The settings of a shard with so many programs."""
    return settings(settings.get_profile("fuzz"), max_examples=CAMPAIGN or number)
