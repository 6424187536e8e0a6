"""What a column says of a model: to programs, and to people west of Greenwich."""

from datetime import timedelta, timezone
from typing import Any

import pytest

from lumenbrowse.text.columns import text_of, value_of
from tests.scenarios import case
from tests.unit import model

WEST = timezone(timedelta(hours=-5))


@pytest.mark.parametrize(("fields", "name", "value", "text"), case("text/columns"))
def test_values_and_texts(fields: dict[str, Any], name: str, value: str, text: str) -> None:
    one = model(**fields)
    assert (value_of(name, one), text_of(name, one, WEST)) == (value, text)
