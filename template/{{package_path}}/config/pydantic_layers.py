"""Settings in layers: variables, then .env, secrets in files, and settings.toml."""

from pathlib import Path
from typing import Any

from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


def said_above(source: PydanticBaseSettingsSource, name: str) -> Any:
    """Return what the layers above say of a setting, or its default."""
    default = source.settings_cls.model_fields[name].default
    return source.current_state.get(name, default)


def filled(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out empty texts: what is empty is unset."""
    return {name: value for name, value in values.items() if value != ""}


class SecretFiles(SecretsSettingsSource):
    """Secrets, a file each, such as /run/secrets/app_rates_url."""

    def __call__(self) -> dict[str, Any]:
        """Read those that are settings, if there are any."""
        self.secrets_dir = Path(said_above(self, "secrets_dir"))
        return filled(super().__call__()) if self.secrets_dir.is_dir() else {}


class TomlTables(TomlConfigSettingsSource):
    """The tables of settings.toml: that of the environment, and that of all."""

    def __call__(self) -> dict[str, Any]:
        """Put the one over the other."""
        own = self.toml_data.get(said_above(self, "settings_environment"), {})
        return filled({**self.toml_data.get("default", {}), **own})


class LayeredSettings(BaseSettings):
    """What reads the settings when it is made."""

    model_config = SettingsConfigDict(
        allow_inf_nan=False,
        env_prefix="APP_",
        env_file=".env",
        env_ignore_empty=True,
        toml_file="settings.toml",
        extra="ignore",
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """List the layers, the uppermost first."""
        return (
            init_settings,
            env_settings,
            dotenv_settings,
            SecretFiles(settings_cls),
            TomlTables(settings_cls),
        )
