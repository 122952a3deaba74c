"""The template at its versions."""

from pathlib import Path

import yaml
from jinja2 import TemplateError
from packaging.version import InvalidVersion, Version

from ..render import Renderer
from .findings import DoctorError
from .git import ask, commit_of, last_line, tell

# Copier's short names.
HOSTS = {"gh:": "https://github.com", "gl:": "https://gitlab.com"}
WHAT_A_BROKEN_TEMPLATE_RAISES = (
    *(OSError, LookupError, TypeError, ValueError),
    *(TemplateError, yaml.YAMLError),
)


def address(source: str) -> str:
    """Say where Git finds a template.

    Parameters
    ----------
    source : str
        A path or URL as it is given to Copier, `gh:owner/name` included.

    Returns
    -------
    str
        A path or URL as it is given to Git.
    """
    for short, host in HOSTS.items():
        if source.startswith(short):
            name = source.removeprefix(short).strip("/").removesuffix(".git")
            return f"{host}/{name}.git"
    path = Path(source).expanduser()
    return str(path.resolve()) if path.exists() else source.removeprefix("git+")


class Releases:
    """The template's repository, cloned.

    Parameters
    ----------
    source : str
        Where it is, as it is given to Copier.
    folder : Path
        An empty folder for the clone and the versions.

    Raises
    ------
    DoctorError
        It cannot be cloned.
    """

    def __init__(self, source: str, folder: Path) -> None:
        self.source = source
        self._folder = folder
        self._clone = folder / "clone"
        self._renderers: dict[str, Renderer] = {}
        command = ("clone", "--quiet", "--bare", "--", address(source))
        done = ask(folder, *command, str(self._clone))
        if done.returncode:
            raise DoctorError(
                f"The template cannot be cloned from {source} "
                f"({last_line(done.stderr)}); say by --template where it is."
            )

    def newest(self) -> str:
        """Name the newest release as Copier does; HEAD if there is none."""
        tags = tell(self._clone, "for-each-ref", "--format=%(refname:lstrip=2)")
        versions = {}
        for tag in tags.decode().split():
            try:
                version = Version(tag)
            except InvalidVersion:
                continue
            if not version.is_prerelease:
                versions[version] = tag
        return versions[max(versions)] if versions else "HEAD"

    def commit(self, ref: str) -> str:
        """Find the commit of a version.

        Parameters
        ----------
        ref : str
            A tag, a branch, a commit, or what `git describe` says.

        Returns
        -------
        str
            The commit's hash.

        Raises
        ------
        DoctorError
            There is no such version.
        """
        commit = commit_of(self._clone, ref)
        if commit is None:
            raise DoctorError(
                f"The template at {self.source} has no version {ref}; "
                f"its newest is {self.newest()}."
            )
        return commit

    def is_older(self, one: str, other: str) -> bool:
        """Say whether a version came before another one."""
        one, other = self.commit(one), self.commit(other)
        ancestry = ("merge-base", "--is-ancestor", one, other)
        return one != other and ask(self._clone, *ancestry).returncode == 0

    def renderer(self, ref: str) -> Renderer:
        """Make a version ready for rendering.

        Parameters
        ----------
        ref : str
            The version.

        Returns
        -------
        Renderer
            Its renderer. It reads the catalog and the interview of its own version, so
            it renders old releases as they were; a test compares each with Copier.

        Raises
        ------
        DoctorError
            There is no such version, or it is not this template.
        """
        commit = self.commit(ref)
        if commit not in self._renderers:
            root = self._folder / commit
            checkout = ("worktree", "add", "--quiet", "--detach", str(root), commit)
            tell(self._clone, *checkout)
            try:
                self._renderers[commit] = Renderer(root)
            except WHAT_A_BROKEN_TEMPLATE_RAISES:
                raise DoctorError(
                    f"{self.source} at {ref} is not the template of backend services "
                    "that this doctor knows; say by --template where that is."
                ) from None
        return self._renderers[commit]

    def service(self, ref: str, answers: dict[str, object]) -> dict[str, bytes]:
        """Render a service.

        Parameters
        ----------
        ref : str
            The template's version.
        answers : dict[str, object]
            The recorded answers.

        Returns
        -------
        dict[str, bytes]
            The texts of its files by their paths.

        Raises
        ------
        DoctorError
            The version cannot be rendered with these answers.
        """
        renderer = self.renderer(ref)
        try:
            files = renderer.service(answers)
        except WHAT_A_BROKEN_TEMPLATE_RAISES as error:
            raise DoctorError(
                f"Version {ref} of the template cannot be rendered with the service's "
                f"answers: {error}"
            ) from None
        return {path: file.text.encode() for path, file in files.items()}
