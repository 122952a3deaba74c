"""Settings in layers: variables, then .env, secrets in files, and settings.toml."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

from dotenv import dotenv_values
from dynaconf import Dynaconf
from pydantic import BaseModel, ConfigDict

COLLECTIONS = (BaseModel, dict, frozenset, list, set, tuple)


def settings_in(texts: Mapping[str, str | None]) -> dict[str, str]:
    """Return the texts of settings by their names; an empty one is unset."""
    return {
        name.lower().removeprefix("app_"): text
        for name, text in texts.items()
        if text and name.lower().startswith("app_")
    }


def secrets_in(folder: Path) -> dict[str, str]:
    """Read secrets, a file each, such as /run/secrets/app_rates_url."""
    files = [file for file in folder.glob("[Aa][Pp][Pp]_*") if file.is_file()]
    return settings_in({file.name: file.read_text("utf-8").strip() for file in files})


def is_collection(kind: Any) -> bool:
    """Say whether a setting of this type is written as JSON."""
    origin = get_origin(kind) or kind
    if origin in (Union, UnionType):
        return any(map(is_collection, get_args(kind)))
    return isinstance(origin, type) and issubclass(origin, COLLECTIONS)


class LayeredSettings(BaseModel):
    """What reads the settings when it is made."""

    model_config = ConfigDict(
        allow_inf_nan=False,
        extra="ignore",
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
        validate_default=True,
    )

    def __init__(self, **values: Any) -> None:
        # By their whole paths: Dynaconf would look for them in all folders above, too.
        here = Path.cwd()
        texts = {
            **settings_in(dotenv_values(here / ".env")),
            **settings_in(os.environ),
        }
        fields = type(self).model_fields
        folder = {**texts, **values}.get("secrets_dir", fields["secrets_dir"].default)
        texts = {**secrets_in(Path(folder)), **texts}
        # Not variables: Dynaconf would make numbers of passwords such as 1e5, and
        # replace those that begin with @format.
        tables = Dynaconf(
            auto_cast=False,
            core_loaders=["TOML"],
            environments=True,
            force_env={**texts, **values}.get(
                "settings_environment",
                fields["settings_environment"].default,
            ),
            load_dotenv=False,
            loaders=[],
            settings_files=[here / "settings.toml"],
        )
        said = {name: tables[name] for name in fields if name in tables}
        for name, text in texts.items():
            if name in fields:
                said[name] = text
                if is_collection(fields[name].annotation):
                    with suppress(ValueError):  # the model says what is wrong
                        said[name] = json.loads(text)
        said = {name: value for name, value in said.items() if value != ""}
        super().__init__(**{**said, **values})
