"""Parallel fits stay on one thread each until the last one ends."""

import threading

import numpy as np
from threadpoolctl import threadpool_info

from strata.threads import single_threaded


def blas_threads():
    np.ones((2, 2)) @ np.ones((2, 2))
    return {
        library["num_threads"]
        for library in threadpool_info()
        if library["user_api"] == "blas"
    }


def test_the_first_fit_to_end_lifts_no_limit_for_the_other():
    before = blas_threads()
    is_in, may_end = threading.Event(), threading.Event()

    def short_fit():
        with single_threaded():
            is_in.set()
            may_end.wait(10)

    short = threading.Thread(target=short_fit)
    short.start()
    assert is_in.wait(10)
    with single_threaded():
        may_end.set()
        short.join()
        assert blas_threads() == {1}
    assert blas_threads() == before


def test_a_fit_that_fails_lifts_the_limit():
    before = blas_threads()
    try:
        with single_threaded():
            raise ValueError
    except ValueError:
        pass
    assert blas_threads() == before


def test_a_thread_holds_the_limit_though_another_one_had_it():
    before = blas_threads()
    with single_threaded():
        assert blas_threads() == {1}
    found = []

    def fit():
        with single_threaded():
            found.append(blas_threads())
        found.append(blas_threads())

    # The main thread, which fitted first, is still alive.
    worker = threading.Thread(target=fit)
    worker.start()
    worker.join()
    assert found == [{1}, before]


def test_the_last_fit_lifts_the_limit_though_another_thread_set_it():
    before = blas_threads()
    is_in, may_end, has_ended, may_die = (threading.Event() for _ in range(4))

    def first_fit():
        with single_threaded():
            is_in.set()
            may_end.wait(10)
        has_ended.set()
        may_die.wait(10)

    first = threading.Thread(target=first_fit)
    first.start()
    assert is_in.wait(10)
    with single_threaded():
        may_end.set()
        assert has_ended.wait(10)
        assert blas_threads() == {1}
    after = blas_threads()
    may_die.set()
    first.join()
    assert after == before
