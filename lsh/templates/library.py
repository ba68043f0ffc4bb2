"""The templates of a home: those shipped with lsh, and a person's own, which come first."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from lsh.domain.errors import ConfigurationError, InvalidInput, NotAllowed, NotFound
from lsh.domain.nearest import did_you_mean
from lsh.schema.problem import Problem, refuse
from lsh.templates.loading import read_template
from lsh.templates.model import Source, Template

Problems = list[Problem]  # ``list`` is a method's name in the class below
SUFFIXES = (".toml", ".json")


def builtin_folder() -> Path:
    """Where the shipped templates are: inside an installed package, beside it in a checkout."""
    package = Path(__file__).parents[1]
    packaged = package / "data" / "templates"
    return packaged if packaged.is_dir() else package.parent / "templates"


class TemplateLibrary:
    """Finds, adds and removes templates. A template of the user shadows a shipped one of its id."""

    def __init__(self, user_folder: Path, builtins: Path | None = None) -> None:
        """``user_folder`` need not exist until something is added; ``builtins`` is for tests."""
        self._folders = {
            Source.USER: user_folder,
            Source.BUILTIN: builtins or builtin_folder(),
        }

    def list(self) -> Sequence[Template]:
        """All templates that are in order, by id. ``broken`` has the others."""
        files = self._files()
        return [t for t in (self._read(*files[name])[0] for name in sorted(files)) if t]

    def broken(self) -> dict[Path, Problems]:
        """The files that hold no valid template, each with all that is wrong with it."""
        read = {path: self._read(source, path)[1] for source, path in self._files().values()}
        return {path: problems for path, problems in sorted(read.items()) if problems}

    def get(self, template_id: str) -> Template:
        """The template of that id. Raises NotFound, or InvalidInput if its file is broken."""
        template, problems = self._read(*self._find(template_id))
        refuse(problems)
        assert template is not None
        return template

    def path(self, template_id: str) -> Path:
        """The file of the template of that id, broken or not. Raises NotFound."""
        return self._find(template_id)[1]

    def validate(self, document: Path | str) -> Problems:
        """All that is wrong with a template: a file, or the text of one."""
        return self._candidate(document)[2]

    def add(self, document: Path | str, *, replace: bool = False) -> Template:
        """Keep a template, a file or the text of one, as the user's own.

        Raises InvalidInput when it is broken, NotAllowed when the user has one of that id already and
        ``replace`` is false. The shipped one of that id is only shadowed.
        """
        text, template, problems = self._candidate(document)
        refuse(problems)
        assert template is not None
        folder = self._folders[Source.USER]
        taken = [path for path in _named(folder, template.id) if path.exists()]
        if taken and not replace:
            raise NotAllowed(
                f"there is a template {template.id!r} already: {taken[0]}",
                hint="replace it with --replace, or give the new one another id",
            )
        suffix = ".json" if text.lstrip("\ufeff \t\r\n").startswith("{") else ".toml"
        target = folder / f"{template.id}{suffix}"
        _write(target, text)
        for path in taken:
            if path != target:
                path.unlink()
        return self.get(template.id)

    def remove(self, template_id: str) -> Path:
        """Delete a template of the user; a shipped one that it shadowed is back. Returns its file.

        Raises NotFound, or NotAllowed for a shipped template.
        """
        source, path = self._find(template_id)
        if source is Source.BUILTIN:
            raise NotAllowed(
                f"the template {template_id!r} comes with lsh and cannot be removed",
                hint="add one of your own with the same id to replace it",
            )
        path.unlink()
        return path

    def _candidate(self, document: Path | str) -> tuple[str, Template | None, Problems]:
        if isinstance(document, str):
            return document, *read_template(document, label="the template")
        text = _text_of(document)
        template, problems = read_template(text, label=str(document), fallback_id=document.stem)
        return text, template, problems

    def _read(self, source: Source, path: Path) -> tuple[Template | None, Problems]:
        try:
            text = _text_of(path)
        except InvalidInput as error:
            return None, [Problem(str(path), error.message)]
        template, problems = read_template(
            text, label=str(path), fallback_id=path.stem, source=source, path=path
        )
        if template is not None and template.id != path.stem:
            hint = f"rename the file to {template.id}{path.suffix}, or change the id"
            problems = [Problem(str(path), f"its id is {template.id!r}, not its name", hint)]
            template = None
        return template, problems

    def _files(self) -> dict[str, tuple[Source, Path]]:
        """The file of each id; the user's own last, so that they win."""
        return {
            path.stem: (source, path)
            for source in (Source.BUILTIN, Source.USER)
            for path in sorted(self._folders[source].glob("*"))
            if path.suffix in SUFFIXES and not path.name.startswith(".")
        }

    def _find(self, template_id: str) -> tuple[Source, Path]:
        files = self._files()
        if template_id not in files:
            raise NotFound(
                f"there is no template {template_id!r}", hint=did_you_mean(template_id, files)
            )
        return files[template_id]


def _named(folder: Path, template_id: str) -> list[Path]:
    return [folder / f"{template_id}{suffix}" for suffix in SUFFIXES]


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise InvalidInput(f"{path} is not a text in UTF-8") from None


def _write(path: Path, text: str) -> None:
    """Write the whole file or nothing, private to the user: environments may be in it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ConfigurationError(
            f"{path} cannot be written: {error.strerror}", hint="check the folder's owner and mode"
        ) from error
