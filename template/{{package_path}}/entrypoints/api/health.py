"""What those hear who keep the service running."""

from pydantic import BaseModel

from ...services.readiness import Readiness


class Liveness(BaseModel):
    """The process runs."""

    status: str = "alive"


class ReadinessView(BaseModel):
    """Whether the service can do its work, and what it depends on."""

    ready: bool
    checks: dict[str, bool]

    @classmethod
    def of(cls, readiness: Readiness) -> "ReadinessView":
        """Show whether the service is ready."""
        return cls(ready=readiness.ready, checks=readiness.checks)
