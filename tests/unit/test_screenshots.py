"""The README's pictures are those that the command makes, and tell nothing of who made them."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.drawing import svg
from tests.screenshots import FOLDER, ROOT, SCENES, Scene
from tests.terminal.emulator import Emulator


def test_the_readmes_pictures_are_the_commands() -> None:
    shown = re.findall(
        r"!\[[^]]+\]\((screenshots/[^)]+)\)", (ROOT / "README.md").read_text("utf-8")
    )
    made = {scene.path for scene in SCENES}
    assert shown
    assert {ROOT / name for name in shown} <= made
    assert set(FOLDER.iterdir()) == made
    assert len(made) == len(SCENES)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_picture_fetches_nothing_and_names_nobody(scene: Scene) -> None:
    picture = scene.path.read_text("utf-8")
    ElementTree.fromstring(picture)
    assert not re.search(
        r"https?://(?!www\.w3\.org/2000/svg)|<script|" + re.escape(str(Path.home())), picture
    )


DRAWN = {
    "a text on its cells": ("ab", '<text x="12" y="44" fill="#d8dbe0" textLength="16.8">ab</text>'),
    "bold in a colour": ("\x1b[1;38;2;1;2;3mab", 'fill="#010203" class="b"'),
    "italic in a named colour": ("\x1b[3;31mc", 'fill="#cd0000" class="i"'),
    "a ground": ("x\x1b[48;2;4;5;6mab\x1b[m", 'x="20.4" y="30" width="16.8" height="19" fill="#040506"'),
    "reversed": ("x\x1b[7md", '<text x="20.4" y="44" fill="#15171c" textLength="8.4">d</text>'),
    "an underline": ("\x1b[4mab", 'x="12" y="45.91" width="16.8" height="0.95"'),
    "lines are shapes": ("x─", 'x="20.4" y="38.91" width="8.4" height="1.19"'),
    "a wide sign": ("模b", 'textLength="16.8">模</text>'),
    "what follows a wide sign": ("模b", '<text x="28.8" y="44" fill="#d8dbe0" textLength="8.4">b</text>'),
    "signs of XML": ("<b>&", "&lt;b&gt;&amp;"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "part"), DRAWN.values(), ids=DRAWN)
def test_a_screen_as_a_picture(text: str, part: str) -> None:
    emulator = Emulator(1, 12)
    emulator.feed(text.encode())
    assert part in svg(emulator.cells, "title")
