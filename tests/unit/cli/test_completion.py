"""`assay completion …`, in the shell itself."""

from __future__ import annotations

import subprocess

import pytest


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("assay ex", {"explain"}),
        ("assay client cr", {"create"}),
        ("assay client create --redir", {"--redirect-uri"}),
        ("assay key rotate --a", {"--alg"}),
    ],
)
def test_bash_completes_commands_verbs_and_options(assay, line: str, expected: set[str]) -> None:
    script = assay("completion", "bash").out
    words = line.split()
    asked = f'COMP_WORDS=({" ".join(words)}); COMP_CWORD={len(words) - 1}; _assay; printf "%s\\n" "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-c", f"{script}\n{asked}"], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == expected


def test_zsh_and_fish_get_scripts_of_their_own(assay) -> None:
    assert "bashcompinit" in assay("completion", "zsh").out
    assert "complete -c assay -n __fish_use_subcommand -a explain" in assay("completion", "fish").out


def test_another_shell_ends_with_2(assay) -> None:
    assert assay("completion", "csh").status == 2
