"""The README's pictures are those that the command makes, and tell nothing of who made them."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.screenshots import FOLDER, ROOT, SCENES, Scene


def test_the_readmes_pictures_are_the_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = re.findall(r"!\[[^]]+\]\((screenshots/[^)]+)\)", readme)
    made = {scene.path for scene in SCENES}
    assert shown
    assert {ROOT / name for name in shown} <= made
    assert set(FOLDER.iterdir()) == made
    assert len(made) == len(SCENES)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_picture_fetches_nothing_and_names_nobody(scene: Scene) -> None:
    picture = scene.path.read_text("utf-8")
    ElementTree.fromstring(picture)
    wrong = r"https?://(?!www\.w3\.org/2000/svg)|<script|" + re.escape(str(Path.home()))
    assert not re.search(wrong, picture)
