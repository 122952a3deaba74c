"""Settings in layers: variables, then .env, secrets in files, and settings.toml."""

import os
from pathlib import Path
from typing import Any

from dotenv import load_dotenv
from dynaconf import Dynaconf
from pydantic import BaseModel, ConfigDict


def secrets_in(folder: Path) -> dict[str, str]:
    """Read secrets, a file each, such as /run/secrets/app_rates_url."""
    if not folder.is_dir():
        return {}
    return {
        file.name.lower().removeprefix("app_"): file.read_text("utf-8").strip()
        for file in folder.glob("[Aa][Pp][Pp]_*")
        if file.is_file() and file.name.upper() not in os.environ
    }


class LayeredSettings(BaseModel):
    """What reads the settings when it is made."""

    model_config = ConfigDict(
        extra="ignore",
        coerce_numbers_to_str=True,  # 7 in a variable may be the name of something
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    def __init__(self, **values: Any) -> None:
        # By their whole paths: Dynaconf would look for them in all folders above, too.
        here = Path.cwd()
        load_dotenv(here / ".env")
        layers = Dynaconf(
            core_loaders=["TOML"],
            env_switcher="APP_SETTINGS_ENVIRONMENT",
            environments=True,
            envvar_prefix="APP",
            load_dotenv=False,
            settings_files=[here / "settings.toml"],
        )
        fields = type(self).model_fields
        said = {name: layers[name] for name in fields if name in layers}
        folder = {**said, **values}.get("secrets_dir", fields["secrets_dir"].default)
        super().__init__(**{**said, **secrets_in(Path(folder)), **values})
