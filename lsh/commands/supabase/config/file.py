"""The table ``[supabase]`` of config.toml, changed without touching anything else in the file."""

from __future__ import annotations

import stat
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from lsh.commands.supabase.config.names import SETTINGS
from lsh.domain.duration import parse_duration
from lsh.domain.errors import ConfigurationError, InvalidInput, LshError
from lsh.paths import Paths
from lsh.schema.size import parse_size
from lsh.secrets.private_file import locked, write_private
from lsh.settings import load_settings
from lsh.sinks.supabase.target import check_url

_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_TABLE = "supabase"


def value_of(name: str, text: str) -> Any:
    """A setting's value from what was typed. Raises InvalidInput."""
    default = SETTINGS[name]
    if name == "url":
        try:
            return check_url(text)
        except LshError as error:
            raise InvalidInput(error.message, hint=error.hint) from None
    if isinstance(default, bool):
        if text.lower() not in _WORDS:
            raise InvalidInput(f"{name}: {text!r} is neither true nor false")
        return _WORDS[text.lower()]
    if isinstance(default, float):
        seconds = parse_duration(text).total_seconds()
        return int(seconds) if seconds.is_integer() else seconds
    if name == "output_limit":
        return parse_size(text)
    if not (text.isascii() and text.isdigit()):
        raise InvalidInput(f"{name}: {text!r} is no whole number")
    return int(text)


def written(paths: Paths) -> dict[str, Any]:
    """What the file's table says. Raises ConfigurationError for a file that is no TOML."""
    table = _document(paths.config_file).unwrap().get(_TABLE, {})
    return dict(table) if isinstance(table, dict) else {}


def keep(paths: Paths, name: str, value: Any) -> None:
    """Write a setting, if lsh takes the file that comes of it. Raises ConfigurationError."""
    with locked(paths.state / "config.lock"):
        document = _document(paths.config_file)
        if _TABLE not in document:
            from tomlkit import table

            document[_TABLE] = table()
        _in_table(document, paths)[name] = value
        _replace(paths, document.as_string())


def drop(paths: Paths, name: str) -> bool:
    """Take a setting out of the file; whether it was there. Raises ConfigurationError."""
    with locked(paths.state / "config.lock"):
        document = _document(paths.config_file)
        if _TABLE not in document or name not in _in_table(document, paths):
            return False
        del _in_table(document, paths)[name]
        _replace(paths, document.as_string())
        return True


def _document(path: Path) -> Any:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        return tomlkit.parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return tomlkit.document()
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not valid TOML: {error}") from None
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from None


def _in_table(document: Any, paths: Paths) -> Any:
    table = document[_TABLE]
    if not hasattr(table, "keys"):
        raise ConfigurationError(f"{paths.config_file}: {_TABLE} is no table")
    return table


def _replace(paths: Paths, text: str) -> None:
    """Try the new text as lsh would read it, then put it in place of the file that is meant."""
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / paths.config_file.name
        write_private(draft, text.encode())
        try:
            load_settings(replace(paths, config=Path(folder)), {})
        except ConfigurationError as error:
            message = f"not written: {error.message.replace(str(draft), str(paths.config_file))}"
            raise _kind_of_trouble(paths)(message, hint=error.hint) from None
    file = paths.config_file.resolve()  # a link into a folder of dotfiles stays one
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
    except FileNotFoundError:
        mode = 0o600
    write_private(file, text.encode(), mode=mode)


def _kind_of_trouble(paths: Paths) -> type[LshError]:
    """Whose fault it is that the new file is wrong: the value's, unless the file was wrong before."""
    try:
        load_settings(paths, {})
    except ConfigurationError:
        return ConfigurationError
    return InvalidInput
