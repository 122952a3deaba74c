"""What this service uses of dynaconf, which comes without types."""

from pathlib import Path
from typing import Any

class Dynaconf:
    def __init__(
        self,
        *,
        core_loaders: list[str],
        env_switcher: str,
        environments: bool,
        envvar_prefix: str,
        load_dotenv: bool,
        settings_files: list[Path],
    ) -> None: ...
    def __contains__(self, name: str) -> bool: ...
    def __getitem__(self, name: str) -> Any: ...
