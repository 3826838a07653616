"""A campaign over a Dask cluster: one of two workers is killed, and nothing found is lost; what
was found is in the example database of whoever runs the next campaign.

The campaign runs as a script of its own, so that the workers, which Dask starts anew from its main
module, inherit nothing from pytest.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SEEDS = range(100, 108)


def campaign() -> None:
    """Kill a worker at the first result; every seed must have one all the same."""
    import distributed  # type: ignore[import-not-found,unused-ignore]

    from fuzz.campaign import Result, Setting
    from fuzz.cluster import results_of_cluster
    from fuzz.examples import Examples

    # `false` compiles nothing, so every program is a finding.
    setting = Setting("agree", ["false"], 1)
    found: dict[int, Result] = {}
    folder = Path(tempfile.mkdtemp())
    examples = Examples(folder, setting)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True,
                                  dashboard_address=None) as cluster:
        for result in results_of_cluster(cluster.scheduler_address, setting, iter(SEEDS)):
            if not found:
                os.kill(cluster.workers[0].process.pid, signal.SIGKILL)
            found[result.seed] = result
            examples.note(result)
    assert sorted(found) == list(SEEDS)
    assert all(result.judges for result in found.values())
    assert Examples(folder, setting).seeds == list(SEEDS)
    shutil.rmtree(folder)
    print("nothing lost")


def test_a_killed_worker_loses_nothing() -> None:
    done = subprocess.run([sys.executable, __file__], env=dict(os.environ, PYTHONPATH=str(ROOT)),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert "nothing lost" in done.stdout, done.stdout[-2000:]


if __name__ == "__main__":
    campaign()
