"""The rules of the house that no other tool asks about."""

import ast
import re
import sys
from statistics import median, quantiles

import pytest

from connectors import manifests
from tests.house import ROOT, Definition, Module, committed_texts, modules, storeys

DOMAIN_MAY_IMPORT = {*sys.stdlib_module_names, "integration", "selectolax", "holidays", "phonenumbers", "numpy"}
DOMAIN_MAY_NOT = {
    "os",
    "io",
    "pathlib",
    "random",
    "secrets",
    "time",
    "socket",
    "subprocess",
    "urllib",
    "sqlite3",
    "uuid",
}
SDKS = {"shopify": "shopify", "pyactiveresource": "shopify", "woocommerce": "woocommerce"}
DOORS = {
    "integration.cli.audit": "connectors.files",
    "integration.cli.replay": "connectors.files",
    "jobs.demo": "connectors.console",
    "jobs.seed": "connectors.console",
}
"""Files are read before there is a shop to connect, and the demo shop is played by a connector of our own."""
BANNED = {
    "util",
    "utils",
    "helper",
    "helpers",
    "common",
    "base",
    "manager",
    "service",
    "services",
    "handler",
    "handlers",
}
BANNED |= {"processor", "processors"}
NOT_OURS = {"_install_signal_handlers"}  # overrides RQ's own
READS_SETTINGS = ("integration.settings", "integration.app", "integration.cli", "jobs.worker")
REGISTRIES = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "index" + "-url", "find" + "-links")


def functions() -> list[tuple[str, int]]:
    return [
        (f"{module.name}.{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for module in modules()
        for node in module.definitions()
        if not isinstance(node, ast.ClassDef)
    ]


def under(module: Module, *names: str) -> bool:
    return any(module.name == name or module.name.startswith(f"{name}.") for name in names)


def test_every_module_stands_on_a_storey() -> None:
    packages = {"integration", *(module.name for module in modules() if module.name in storeys())}
    homeless = [module.name for module in modules() if module.name not in packages and not under(module, *storeys())]
    assert homeless == []


def test_files_are_small() -> None:
    sizes = {module.name: module.lines for module in modules()}
    assert {name: lines for name, lines in sizes.items() if lines > 250} == {}
    assert median(sizes.values()) <= 80


def test_functions_are_small() -> None:
    sizes = functions()
    assert [(name, lines) for name, lines in sizes if lines > 60] == []
    lengths = [lines for _, lines in sizes]
    assert median(lengths) <= 8
    assert quantiles(lengths, n=10)[-1] <= 25


def test_the_sizes_are_known(capsys: pytest.CaptureFixture[str]) -> None:
    for what, sizes in (("files", [module.lines for module in modules()]), ("functions", [n for _, n in functions()])):
        nine_of_ten = quantiles(sizes, n=10)[-1]
        with capsys.disabled():
            print(
                f"\n{len(sizes)} {what}: median {median(sizes):.0f}, 9 of 10 within {nine_of_ten:.0f}, max {max(sizes)}"
            )


def test_every_module_says_what_it_is() -> None:
    assert [module.name for module in modules() if not ast.get_docstring(module.tree)] == []


def words(name: str) -> set[str]:
    return set(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()))


def test_no_name_is_empty_of_meaning() -> None:
    names = [module.name.rpartition(".")[2] for module in modules()]
    names += [node.name for module in modules() for node in module.definitions()]
    assert [name for name in names if words(name) & BANNED and name not in NOT_OURS] == []


def test_the_rule_about_names_sees_all_spellings() -> None:
    assert words("HTTPHandler") & words("order_helpers") & BANNED == set()
    assert all(words(name) & BANNED for name in ("OrderService", "utils", "_base_url", "EventHandler"))


def test_the_domain_imports_only_what_it_may() -> None:
    for module in modules():
        if under(module, "integration.domain"):
            tops = {name.split(".")[0] for name in module.imports()}
            assert tops <= DOMAIN_MAY_IMPORT - DOMAIN_MAY_NOT, module.name


def test_the_domain_reads_no_clock_and_no_file() -> None:
    calls = {"now", "today", "utcnow", "open", "getenv", "print", "input"}
    found = [
        (module.name, node.lineno)
        for module in modules()
        if under(module, "integration.domain")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in calls
    ]
    assert found == []


def test_only_the_queue_and_the_worker_know_rq() -> None:
    knowing = {module.name for module in modules() if any(name.split(".")[0] == "rq" for name in module.imports())}
    assert knowing == {"jobs.queue", "jobs.worker"}


def test_a_vendor_is_named_in_its_own_folder_only() -> None:
    """No connector imports another, the core names no vendor, and a vendor's SDK stays where the vendor is."""
    folders = [f"connectors.{name}" for name in manifests()]
    assert folders
    for module in modules():
        own = next((folder for folder in folders if under(module, folder)), "")
        known = {own, *(folder for door, folder in DOORS.items() if under(module, door))}
        for name in module.imports():
            sdk = SDKS.get(name.split(".")[0])
            assert sdk is None or own == f"connectors.{sdk}", f"{module.name} imports {name}"
            foreign = [folder for folder in folders if folder not in known and f"{name}.".startswith(f"{folder}.")]
            assert not foreign, f"{module.name} imports {name}"


def test_settings_are_read_at_the_roof() -> None:
    reading = [
        module.name
        for module in modules()
        if not under(module, *READS_SETTINGS)
        for name in module.imports()
        if name in ("integration.settings.read_settings", "os.environ", "os.getenv")
    ]
    assert reading == []


@pytest.mark.parametrize("path", sorted(path.name for path in (ROOT / "requirements").glob("*.txt")))
def test_the_lock_names_no_place(path: str) -> None:
    text = (ROOT / "requirements" / path).read_text()
    assert "://" not in text
    assert not re.search(r"^\s*-", re.sub(r"^\s+--hash=.*$", "", text, flags=re.MULTILINE), re.MULTILINE)
    pinned = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line)]
    assert pinned
    assert all("==" in line and line.endswith("\\") for line in pinned)


def test_no_committed_file_names_a_registry_or_a_place_of_one_machine() -> None:
    machine = re.compile(r"(?<![\w.])/(work|root|home/\w+)\b(?!\w)")
    for path, text in committed_texts():
        assert not machine.search(text) or path == "tests/test_house.py", path
        assert not [host for host in REGISTRIES if host in text], path


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")
    assert [path for path, text in committed_texts() if later.search(text)] == []


def test_the_rules_would_notice() -> None:
    tree = ast.parse("import rq.job\nfrom . import sibling\nfrom connectors.console import story\ndef f(): ...\n")
    module = Module("connectors.woocommerce.read", 4, tree)
    assert list(module.imports()) == ["rq.job", "connectors.woocommerce.sibling", "connectors.console.story"]
    assert [node.name for node in module.definitions()] == ["f"]
    assert all(isinstance(node, Definition) for node in module.definitions())
    assert under(module, "connectors.woocommerce")
    assert not under(module, "connectors.woo")
