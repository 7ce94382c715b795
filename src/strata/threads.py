"""Run fits on one thread, so that results are bit-identical on any machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_fits = 0
_blas_limit = None


@contextmanager
def single_threaded() -> Iterator[None]:
    """Limit BLAS and OpenMP to one thread while a fit runs.

    Notes
    -----
    OpenMP's limit belongs to the thread that sets it, BLAS's to the whole process.
    Models may be fitted in parallel: the last fit to end removes the BLAS limit, or an
    early one would remove it for the others.
    """
    from threadpoolctl import threadpool_limits

    global _fits, _blas_limit
    with _lock:
        if _fits == 0:
            _free_blas_limit()
            _blas_limit = threadpool_limits(1, user_api="blas")
        _fits += 1
    try:
        with threadpool_limits(1, user_api="openmp"):
            yield
    finally:
        with _lock:
            _fits -= 1
            if _fits == 0:
                _free_blas_limit()
                _blas_limit.restore_original_limits()
                _free_blas_limit()


def _free_blas_limit() -> None:
    """Let any thread limit OpenBLAS.

    While the thread that last did so is alive, threadpoolctl ignores the limits of
    other threads.
    """
    from threadpoolctl import OpenBLASController

    OpenBLASController.clear_controlling_thread(force=True)
