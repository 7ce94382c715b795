"""Run a command as a separate process and measure its time and memory."""

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

# Seconds between two samples of the memory of the process and its children.
SAMPLE_EVERY = 0.2


@dataclass(frozen=True)
class Measured:
    """Measurements of one process.

    Attributes
    ----------
    returncode : exit status; negative for a signal.
    wall_s : seconds from start to exit.
    cpu_s : seconds of processor, user and system, children included.
    peak_mb : highest resident memory of the process and its children at one time, in
        MB of 10**6 bytes.
    """

    returncode: int
    wall_s: float
    cpu_s: float
    peak_mb: float


def run_measured(
    command: Sequence[str | Path], log: Path, env: Mapping[str, str] | None = None
) -> Measured:
    """Run a command with its output in a log file, and return the measurements.

    Parameters
    ----------
    command : program and arguments.
    log : file that receives standard output and errors; replaced.
    env : variables on top of this process's own.

    Returns
    -------
    Measured
        The peak is the larger of the sampled memory of the process tree and the
        system's figure for the process alone, which sampling cannot miss.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
        )
        peaks: list[int] = [0]
        ended = threading.Event()
        sampler = threading.Thread(
            target=_sample, args=(process.pid, peaks, ended), daemon=True
        )
        sampler.start()
        # Not process.wait(), because only wait4 returns the usage of this child.
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        ended.set()
        sampler.join()
    peak = max(peaks[0], usage.ru_maxrss * 1024)
    return Measured(
        returncode=process.returncode,
        wall_s=round(wall_s, 2),
        cpu_s=round(usage.ru_utime + usage.ru_stime, 2),
        peak_mb=round(peak / 1e6, 1),
    )


def _sample(pid: int, peaks: list[int], ended: threading.Event) -> None:
    """Keep the highest sum of resident memory of a process and its children."""
    try:
        process = psutil.Process(pid)
    except psutil.NoSuchProcess:
        return
    while not ended.wait(SAMPLE_EVERY):
        total = 0
        try:
            family = [process, *process.children(recursive=True)]
        except psutil.NoSuchProcess:
            return
        for member in family:
            try:
                total += member.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        peaks[0] = max(peaks[0], total)
