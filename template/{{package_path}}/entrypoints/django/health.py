"""For those who keep the service running: whether it is alive and can work."""

from http import HTTPStatus

from django.http import HttpRequest
from ninja import Router, Status

from ...services.readiness import check_readiness
from ..api.health import Liveness, ReadinessView
from .lifespan import opened

router = Router(tags=["health"])


@router.get("/live", response=Liveness)
async def live(request: HttpRequest) -> Liveness:
    """Answer: whoever cannot should be restarted."""
    return Liveness()


@router.get("/ready", response={200: ReadinessView, 503: ReadinessView})
async def ready(request: HttpRequest) -> Status[ReadinessView]:
    """Say whether requests should be sent here."""
    readiness = await check_readiness(opened(request).dependencies)
    status = HTTPStatus.OK if readiness.ready else HTTPStatus.SERVICE_UNAVAILABLE
    return Status(status, ReadinessView.of(readiness))
