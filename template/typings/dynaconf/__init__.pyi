"""What this service uses of dynaconf, which comes without types."""

from typing import Any

class Dynaconf:
    def __init__(
        self,
        *,
        core_loaders: list[str],
        dotenv_path: str,
        env_switcher: str,
        environments: bool,
        envvar_prefix: str,
        load_dotenv: bool,
        root_path: str,
        settings_files: list[str],
    ) -> None: ...
    def __contains__(self, name: str) -> bool: ...
    def __getitem__(self, name: str) -> Any: ...
