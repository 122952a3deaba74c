"""A health probe for container orchestrators: exit code 0 if the server serves."""

import sys

import grpc
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse

from ...config.load import load_settings

PATIENCE = 3  # seconds


def is_serving(address: str) -> bool:
    """Return whether the gRPC server at this address is serving."""
    proxy = "grpc.enable_http_proxy", 0  # the server is on this machine
    with grpc.insecure_channel(address, [proxy]) as channel:
        check = channel.unary_unary(
            "/grpc.health.v1.Health/Check",
            HealthCheckRequest.SerializeToString,
            HealthCheckResponse.FromString,
        )
        try:
            answer = check(HealthCheckRequest(), timeout=PATIENCE)
        except grpc.RpcError:
            return False
    return answer.status == HealthCheckResponse.SERVING


def main() -> None:
    """Exit with 0 if the server is serving, and with 1 otherwise."""
    sys.exit(not is_serving(load_settings().grpc_address))


if __name__ == "__main__":
    main()
