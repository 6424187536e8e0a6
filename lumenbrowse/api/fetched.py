"""What a fetch brings back: values that the client makes and the cache keeps."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of an answer, to ask it later whether that still holds (RFC 9110 section 13)."""

    etag: str = ""
    last_modified: str = ""

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: `status` 200 with its body, or 304 without one; `elapsed` in seconds."""

    status: int
    body: bytes
    validators: Validators
    elapsed: float
