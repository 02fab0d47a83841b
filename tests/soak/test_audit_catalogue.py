"""A hundred thousand descriptions, no two of which share a block, in less than 400 MB, all processes together.

How long it took is told, by the clock and of all processors: it is the machine's affair (docs/decisions/0014).
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.products import unique
from tests.soak.test_audit_memory import memory_mb

PRODUCTS = 100_000
LIMIT_MB = 400


def processor_seconds() -> float:
    """What processes that were started here, and have ended, took of all processors."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.soak
@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="memory of a process tree is read from /proc")
def test_a_catalogue_of_new_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for number, page in enumerate(unique(PRODUCTS, seed=3)):
            file.write(json.dumps({"id": str(number), "doc_type": "product", "html": page}) + "\n")
    command = [sys.executable, "-m", "integration.cli", "audit", "--jsonl", str(source), "--out", str(target)]
    before, started, peak = processor_seconds(), time.monotonic(), 0.0
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as run:
        while run.poll() is None:
            peak = max(peak, memory_mb(run.pid))
            time.sleep(0.5)
    by_the_clock, used = time.monotonic() - started, processor_seconds() - before
    with capsys.disabled():
        print(f"\n{PRODUCTS:,}: {by_the_clock:,.0f} s by the clock, {used:,.0f} s of processors, {peak:,.0f} MB")
    assert run.returncode == 0
    with target.open(encoding="utf-8") as answers:
        assert [json.loads(line)["id"] for line in answers] == [str(number) for number in range(PRODUCTS)]
    assert 20 < peak < LIMIT_MB, peak
