from varname import nameof


def fault(quantity: int) -> str | None:
    if quantity > 0:
        return None
    # An editor that renames the parameter renames it here, too.
    return f"{nameof(quantity)} should be 1 or more, and is {quantity}"


assert fault(0) == "quantity should be 1 or more, and is 0"
