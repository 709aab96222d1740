import os
import pickle
import re
import signal
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from contactguard.contacts.model import Contact
from contactguard.errors import InputError
from contactguard.scanning.runner import AHEAD, BATCH, Outcome, Pool, ScanFailure, open_runner, process_pool
from contactguard.scanning.tally import Examined
from tests.factories import make_contact
from tests.scanning.finders import WordScanner

MAKE = partial(WordScanner, "henviste")


def contacts(count: int, **odd: str) -> list[Contact]:
    """Every third one has a finding; `odd` gives the text of some, by number: n7="die"."""
    texts = ["Kd henviste selv.", "Aflæsning.", "Flytning."]
    return [make_contact(f"c-{number}", odd.get(f"n{number}", texts[number % 3])) for number in range(count)]


def run(given: list[Contact], workers: int, batch: int = BATCH) -> list[Outcome]:
    with open_runner(WordScanner(), MAKE, workers=workers, batch=batch) as runner:
        return list(runner(given))


def test_processes_give_the_same_list_in_the_same_order_as_inline() -> None:
    given = contacts(5 * BATCH + 7, n50="raise")
    inline = run(given, workers=1)
    assert len(inline) == len(given)
    assert isinstance(inline[50], ScanFailure)
    assert run(given, workers=2) == inline


def test_a_contact_whose_scan_raises_fails_alone_and_says_why() -> None:
    outcomes = run(contacts(9, n4="raise"), workers=1)
    assert isinstance(outcomes[4], ScanFailure)
    assert re.fullmatch(r"ValueError in finders\.py, line \d+", outcomes[4].reason)  # not what the error says
    assert [bool(outcome.findings) for outcome in outcomes if isinstance(outcome, Examined)] == [1, 0, 0, 1, 0, 1, 0, 0]


def test_the_batch_of_a_dead_worker_is_done_again_without_the_contact_that_kills() -> None:
    healthy = run(contacts(50), workers=1)
    outcomes = run(contacts(50, n37="die"), workers=2, batch=2)
    assert outcomes[37] == ScanFailure("its scan ended the worker process, twice")
    assert outcomes[:37] + outcomes[38:] == healthy[:37] + healthy[38:]


def work_on(executor: Executor) -> None:
    """Until it is known to be broken."""
    while True:
        executor.submit(int).result()


def test_a_worker_that_dies_idle_is_replaced_without_a_word() -> None:
    executors: list[Executor] = []

    def renew() -> Executor:
        executors.append(process_pool(2, pickle.dumps(MAKE)))
        return executors[-1]

    pool = Pool(renew, MAKE, workers=2)
    before = list(pool.run(contacts(9)))
    os.kill(executors[0].submit(os.getpid).result(), signal.SIGKILL)
    with pytest.raises(BrokenExecutor):
        work_on(executors[0])
    assert list(pool.run(contacts(9))) == before
    pool.close()
    assert len(executors) == 2


@pytest.mark.parametrize(("count", "sizes"), [(200, [13] * 15 + [5]), (520, [32] * 16 + [1] * 8), (3, [1] * 3)])
def test_contacts_are_dealt_out_to_all_workers(count: int, sizes: list[int]) -> None:
    seen: list[int] = []

    class Counting(ThreadPoolExecutor):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
            seen.append(len(args[1]))
            return super().submit(fn, *args, **kwargs)

    pool = Pool(lambda: Counting(1), MAKE, workers=16)
    assert len(list(pool.run(contacts(count)))) == count
    pool.close()
    assert seen == sizes


def test_no_contacts_give_no_outcomes() -> None:
    assert run([], workers=1) == run([], workers=2) == []


def test_contacts_are_read_only_as_far_ahead_as_workers_need() -> None:
    read = 0

    def endless() -> Iterator[Contact]:
        nonlocal read
        while True:
            read += 1
            yield make_contact(f"c-{read}")

    pool = Pool(lambda: ThreadPoolExecutor(2), MAKE, workers=2)
    outcomes = pool.run(endless())
    for _ in range(BATCH):
        assert next(outcomes) == Examined()
    pool.close()
    assert read <= 2 * (AHEAD + 1) * BATCH


@pytest.mark.slow
def test_a_cluster_gives_the_same_list_and_survives_a_contact_that_kills() -> None:
    distributed = pytest.importorskip("distributed")
    healthy = run(contacts(40), workers=1)
    local = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, scheduler_kwargs={"allowed_failures": 0}
    )
    with local, open_runner(WordScanner(), MAKE, cluster=local.scheduler_address, batch=2) as runner:
        assert list(runner(contacts(40))) == healthy
        outcomes = list(runner(contacts(40, n7="die")))
    assert isinstance(outcomes[7], ScanFailure)
    assert outcomes[:7] + outcomes[8:] == healthy[:7] + healthy[8:]


def test_a_cluster_that_is_not_there_is_told() -> None:
    with (
        pytest.raises(InputError, match=r"contactguard\[cluster\]|no Dask scheduler"),
        open_runner(WordScanner(), MAKE, cluster="tcp://127.0.0.1:1"),
    ):
        pass
