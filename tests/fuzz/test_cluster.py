"""A campaign over a Dask cluster: one of two workers is killed, and nothing found is lost."""

from __future__ import annotations

import os
import signal

import pytest

from fuzz.campaign import Result, Setting
from fuzz.cluster import results_of_cluster

distributed = pytest.importorskip("distributed")
SEEDS = range(100, 108)


def test_a_killed_worker_loses_nothing() -> None:
    # `false` compiles nothing, so every program is a finding.
    setting = Setting("agree", ["false"], 1)
    found: dict[int, Result] = {}
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True,
                                  dashboard_address=None) as cluster:
        for result in results_of_cluster(cluster.scheduler_address, setting, iter(SEEDS)):
            if not found:
                os.kill(cluster.workers[0].process.pid, signal.SIGKILL)
            found[result.seed] = result
    assert sorted(found) == list(SEEDS)
    assert all(result.judges for result in found.values())
