"""`assay completion`: a script that completes commands, verbs and options in bash, zsh or fish.

The script holds the words themselves, so completing starts no Python.
"""

from __future__ import annotations

import argparse
from importlib import import_module

from assay.cli import COMMANDS
from assay.cli.terminal.parser import CommandParser

_BASH = """\
_assay() {{
  local words="" path="${{COMP_WORDS[1]}} ${{COMP_WORDS[2]}}" first="${{COMP_WORDS[1]}}"
  if [ "$COMP_CWORD" -eq 1 ]; then words="{commands}"
  else
    case "$path" in
{verbs}
      *) case "$first" in
{firsts}
         esac ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}"))
}}
complete -o default -F _assay assay
"""


def run(arguments: list[str]) -> int:
    """Print the script of a shell."""
    parser = CommandParser(
        "assay completion",
        "Prints a completion script.",
        (('eval "$(assay completion bash)"', "in ~/.bashrc; zsh alike in ~/.zshrc"),
         ("assay completion fish | source", "in config.fish")),
    )  # fmt: skip
    parser.add_argument("shell", choices=("bash", "zsh", "fish"))
    shell = parser.parse_args(arguments).shell
    words = _words()
    print({"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](words), end="")
    return 0


def _words() -> dict[tuple[str, ...], list[str]]:
    """The words that may follow: options and verbs of each command, options of each verb."""
    words: dict[tuple[str, ...], list[str]] = {}
    for name, _ in COMMANDS:
        parser = getattr(import_module(f"assay.cli.{name}"), "_parser", None)
        if parser is not None:
            _collect(parser(), (name,), words)
    return words


def _collect(parser: argparse.ArgumentParser, path: tuple[str, ...], words: dict[tuple[str, ...], list[str]]) -> None:
    words[path] = []
    for action in parser._actions:  # noqa: SLF001  # argparse has no public way to list its words
        words[path] += [option for option in action.option_strings if option.startswith("--")]
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001  # same
            for verb, below in action.choices.items():
                words[path].append(verb)
                _collect(below, (*path, verb), words)


def _bash(words: dict[tuple[str, ...], list[str]]) -> str:
    verbs = [
        f'      "{" ".join(path)}") words="{" ".join(after)}" ;;' for path, after in words.items() if len(path) == 2
    ]
    firsts = [f'         {path[0]}) words="{" ".join(after)}" ;;' for path, after in words.items() if len(path) == 1]
    commands = " ".join(name for name, _ in COMMANDS)
    return _BASH.format(commands=commands, verbs="\n".join(verbs), firsts="\n".join(firsts))


def _zsh(words: dict[tuple[str, ...], list[str]]) -> str:
    return f"autoload -U +X bashcompinit && bashcompinit\n{_bash(words)}"


def _fish(words: dict[tuple[str, ...], list[str]]) -> str:
    lines = [f"complete -c assay -n __fish_use_subcommand -a {name} -d '{what}'" for name, what in COMMANDS]
    for path, after in words.items():
        seen = " ".join(f"; and __fish_seen_subcommand_from {word}" for word in path).removeprefix("; and ")
        lines += [
            f"complete -c assay -f -n '{seen}' " + (f"-l {word[2:]}" if word.startswith("--") else f"-a {word}")
            for word in after
        ]
    return "\n".join(lines) + "\n"
