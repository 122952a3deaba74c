"""What this service uses of dynaconf, which comes without types."""

from pathlib import Path
from typing import Any

class Dynaconf:
    def __init__(
        self,
        *,
        auto_cast: bool,
        core_loaders: list[str],
        environments: bool,
        force_env: str,
        load_dotenv: bool,
        loaders: list[str],
        settings_files: list[Path],
    ) -> None: ...
    def __contains__(self, name: str) -> bool: ...
    def __getitem__(self, name: str) -> Any: ...
