"""Validation of a setting by the value of another."""

from pydantic import AfterValidator, ValidationInfo


def above(name: str) -> AfterValidator:
    """Accept only values that are greater than that of an earlier setting."""

    def check(value: float, info: ValidationInfo) -> float:
        # An invalid setting is not in `data`.
        if name in info.data and value <= info.data[name]:
            least = f"APP_{name.upper()}, which is {info.data[name]:g}"
            raise ValueError(f"Input should be greater than {least}")
        return value

    return AfterValidator(check)
