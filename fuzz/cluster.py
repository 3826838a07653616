"""A campaign over many machines: seeds as tasks of a Dask `distributed` cluster.

A task is a seed and the setting; its result is plain data.  Dask runs the tasks of a lost worker
again elsewhere, and results that have come are held here, so nothing found is lost.  A window of
tasks in flight keeps the scheduler small.  Every machine needs Vouch installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fuzz.campaign import Result, Setting, Worker

WINDOW = 8      # tasks in flight for each worker
WORKERS: dict[str, Worker] = {}


def run_remote(setting: dict[str, Any], seed: int) -> dict[str, Any]:
    """One seed on a worker; the judges of a setting are made once in each process."""
    key = str(setting)
    if key not in WORKERS:
        WORKERS[key] = Worker(Setting(**setting))
    return vars(WORKERS[key].run(seed))


def results_of_cluster(address: str, setting: Setting, seeds: Iterator[int]) -> Iterator[Result]:
    """The results of seeds, in the order in which they come."""
    import distributed  # type: ignore[import-not-found,unused-ignore]

    dask: Any = distributed          # its functions carry no types
    with dask.Client(address) as client:
        def submit(seed: int) -> Any:
            return client.submit(run_remote, vars(setting), seed, pure=False, retries=3)

        slots = max(1, sum(client.ncores().values())) * WINDOW
        first = [submit(seed) for seed, _ in zip(seeds, range(slots))]
        running = dask.as_completed(first)
        for future in running:
            made = Result(0)
            vars(made).update(future.result())
            yield made
            following = next(seeds, None)
            if following is not None:
                running.add(submit(following))
