from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

import assay.integrations
from assay.integrations.frameworks import framework

WITH_FRAMEWORK = {
    "starlette": ("starlette", "starlette"),
    "fastapi": ("fastapi", "fastapi"),
    "flask": ("flask", "flask"),
    "django": ("asgiref", "django"),
    "django_rest_framework": ("rest_framework", "django"),
    "mcp": ("mcp", "mcp"),
    "fastmcp": ("fastmcp", "fastmcp"),
}
FREE = ("asgi", "wsgi", "forward_auth", "bearer", "protected_resource_metadata")


@pytest.mark.parametrize("module", WITH_FRAMEWORK)
def test_a_framework_that_is_absent_is_named_with_its_extra(module: str) -> None:
    package, extra = WITH_FRAMEWORK[module]
    if module == "django":
        package = "django"
    code = (
        "import sys\n"
        "class Absent:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name.partition('.')[0] == {package!r}:\n"
        "            raise ModuleNotFoundError(f'No module named {name!r}', name=name)\n"
        "sys.meta_path.insert(0, Absent())\n"
        "try:\n"
        f"    import assay.integrations.{module}\n"
        "except ImportError as fault:\n"
        "    print(fault)\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert f"assay[{extra}]" in told
    assert package in told


def test_what_a_framework_itself_lacks_is_not_mistaken() -> None:
    with pytest.raises(ModuleNotFoundError, match="other"), framework("fastapi", "fastapi"):
        raise ModuleNotFoundError("No module named 'other'", name="other")


@pytest.mark.parametrize("module", FREE)
def test_without_a_framework_cryptography_is_all_that_is_needed(module: str) -> None:
    code = (
        f"import sys; import assay.integrations.{module}; print(*sorted({{n.partition('.')[0] for n in sys.modules}}))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    allowed = set(sys.stdlib_module_names) | {"assay", "cryptography", "cffi", "_cffi_backend"}
    foreign = {name for name in loaded if name not in allowed and not name.startswith(("_", "sitecustomize"))}
    assert foreign <= {"pkg_resources", "distutils"}, foreign


def test_every_module_of_a_framework_is_tested_here() -> None:
    files = {entry.name for entry in importlib.import_module("pkgutil").iter_modules(assay.integrations.__path__)}
    assert files == {
        *WITH_FRAMEWORK,
        *FREE,
        "assay_server_sink",
        "challenge",
        "frameworks",
        "path_rules",
        "refusal_sinks",
        "resource_settings",
    }
