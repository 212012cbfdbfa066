"""What was sent, once it has the shape that was asked for."""

from typing import Any  # DRF hands over whatever was sent


def valid(serializer: Any) -> dict[str, Any]:  # Any: any serializer, any valid data
    """Return what was sent, checked.

    :raises ValidationError: naming every field that is wrong
    """
    serializer.is_valid(raise_exception=True)
    found: dict[str, Any] = serializer.validated_data
    return found
