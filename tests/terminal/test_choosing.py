"""What a chooser looks for is found with twenty keys at most, in a list of nine models and in one of 300."""

import pytest

from tests.media_list import media_list
from tests.scenarios import Scenario, case, json_answer
from tests.server import serve
from tests.terminal.conftest import Start

TAKE_IMAGES, PLAIN = "/in:im\r", "/{owner} wr 2\r"
CHEAPEST = "/out:te ctx:128k\r4g"
NEWEST_IMAGE = "/out:im owner:{owner}\r"
COMPARED = PLAIN + " j D"


@pytest.mark.parametrize(
    ("owner", "answer", "newest", "taking", "plain", "cheapest"),
    [
        ("acme", json_answer(case("09")), "acme/painter", "1 of 3", "acme/writer-2", "acme/writer-2"),
        (
            "crane", Scenario(media_list()), "crane/painter-3-extended", "180 of 300", "crane/writer-2",
            "acme/seer-1-fast",
        ),
    ],
)  # fmt: skip
def test_five_searches(
    start: Start, owner: str, answer: Scenario, newest: str, taking: str, plain: str, cheapest: str
) -> None:
    searches = {
        NEWEST_IMAGE: (f"▌ {newest}",),
        TAKE_IMAGES: (taking,),
        PLAIN: (f"▌ {plain}",),
        CHEAPEST: (f"▌ {cheapest}",),
        COMPARED: ("2 models compared", plain),
    }
    with serve(answer) as server:
        terminal = start("--base-url", server.base_url, columns=120, rows=40, until=" · live ")
        for search, found in searches.items():
            keys = search.format(owner=owner)
            assert len(keys) <= 20
            query = keys[1:].partition("\r")[0]
            terminal.press(keys, f"/ {query}", *found)
            if search != COMPARED:
                terminal.press("\x1b", "/ search: words")
        terminal.leave("\x03")
