"""For those who keep the service running: whether it is alive and can work."""

from http import HTTPStatus

from fastapi import APIRouter, Response

from ...services.readiness import check_readiness
from ..api.health import Liveness, ReadinessView
from .dependencies import ApplicationDep

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
async def live() -> Liveness:
    """Answer: whoever cannot should be restarted."""
    return Liveness()


@router.get(
    "/ready",
    responses={HTTPStatus.SERVICE_UNAVAILABLE: {"model": ReadinessView}},
)
async def ready(application: ApplicationDep, response: Response) -> ReadinessView:
    """Say whether requests should be sent here."""
    readiness = await check_readiness(application.dependencies)
    if not readiness.ready:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return ReadinessView.of(readiness)
