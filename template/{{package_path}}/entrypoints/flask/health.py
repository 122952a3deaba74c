"""For those who keep the service running: whether it is alive and can work."""

from http import HTTPStatus

from flask import Response
from flask_openapi import APIBlueprint, Tag

from ...services.readiness import check_readiness
from ..api.health import Liveness, ReadinessView
from .dependencies import application
from .docs import operation_id
from .responses import respond

blueprint = APIBlueprint(
    "health",
    __name__,
    url_prefix="/health",
    abp_tags=[Tag(name="health")],
    operation_id_callback=operation_id,
)


@blueprint.get("/live", responses={200: Liveness})
def live() -> Response:
    """Answer: whoever cannot should be restarted."""
    return respond(Liveness())


@blueprint.get("/ready", responses={200: ReadinessView, 503: ReadinessView})
def ready() -> Response:
    """Say whether requests should be sent here."""
    readiness = check_readiness(application().dependencies)
    status = HTTPStatus.OK if readiness.ready else HTTPStatus.SERVICE_UNAVAILABLE
    return respond(ReadinessView.of(readiness), status)
