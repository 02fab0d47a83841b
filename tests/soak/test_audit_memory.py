"""A hundred thousand rows in less than 300 MB, all processes together."""

import csv
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROWS = 100_000
LIMIT_MB = 300
BODY = "<p>Woven from cotton, 30 x 40 cm.</p><p>A lovely thing for the kitchen, made with care.</p>" * 3


def written(path: Path) -> int:
    """How many products; each has three rows."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["Handle", "Title", "Body (HTML)", "Option1 Value", "Variant SKU", "Variant Price", "Image Src"])
        for number in range(ROWS):
            product, variant = divmod(number, 3)
            first = variant == 0
            rows.writerow(
                [f"p{product}", f"Thing {product}" * first, BODY * first, "SML"[variant], f"s{number}", "9.90", "x"]
            )
    return -(-ROWS // 3)


def memory_mb(pid: int) -> float:
    """What a process and its children hold, shared pages counted once."""
    try:
        tasks = Path(f"/proc/{pid}/task")
        children = [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    own = next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0)
    return own + sum(map(memory_mb, children))


@pytest.mark.soak
@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="memory of a process tree is read from /proc")
def test_a_long_export_needs_little_memory(tmp_path: Path) -> None:
    products = written(tmp_path / "products.csv")
    command = [sys.executable, "-m", "integration.cli", "audit", str(tmp_path / "products.csv")]
    with (tmp_path / "out").open("w") as out, subprocess.Popen(command, stdout=out, stderr=out, env=os.environ) as run:
        peak = 0.0
        while run.poll() is None:
            peak = max(peak, memory_mb(run.pid))
            time.sleep(0.2)
    said = (tmp_path / "out").read_text()
    assert run.returncode == 1
    assert f"{products:,} documents" in said
    assert 20 < peak < LIMIT_MB, peak
