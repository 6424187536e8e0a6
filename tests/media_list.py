"""A list of 300 models as OpenRouter's, mixed with image and video models: for the searches of choosers."""

from typing import Any

from tests.scenarios import entry, listing

OWNERS = ("acme", "bolt", "crane", "delta", "ember")
_KINDS = {
    "writer": (["text"], ["text"]),
    "seer": (["text", "image"], ["text"]),
    "painter": (["text"], ["image"]),
    "retoucher": (["text", "image"], ["image"]),
    "filmer": (["text", "image"], ["video"]),
}


def media_list() -> bytes:
    """The body of a list of five owners with five kinds of twelve models each; every third one is `-extended`.

    Text models have contexts of 32,000 to 1,000,000 tokens and prices a token, the others a price an image.
    """
    owners = range(len(OWNERS))
    return listing(*(_model(one, kind, n) for one in owners for kind in _KINDS for n in range(12)))


def _model(owner: int, kind: str, number: int) -> dict[str, Any]:
    takes, gives = _KINDS[kind]
    version, variant = divmod(number, 3)
    name = f"{kind}-{version + 1}" + ("", "-extended", "-fast")[variant]
    # Spread so that neither the newest, the cheapest nor the largest is the first or the last of its kind.
    mixed = (number * 7 + owner * 5) % 12
    more: dict[str, Any] = {
        "name": f"{OWNERS[owner].title()}: {name.replace('-', ' ').title()}",
        "architecture": {"input_modalities": takes, "output_modalities": gives},
        "pricing": {"image": f"0.{mixed + 2:02}"},
    }
    if gives == ["text"]:
        more["context_length"] = (32_000, 64_000, 128_000, 200_000, 400_000, 1_000_000)[mixed % 6]
        more["pricing"] = {
            "prompt": f"0.00000{mixed + owner + 1:02}",
            "completion": f"0.0000{mixed + owner + 1:02}",
        }
        more["supported_parameters"] = ["tools", "temperature"] if mixed % 2 else ["temperature"]
    if kind == "painter" and number == 4:
        more["expiration_date"] = "2027-01-15"
    added = 1_700_000_000 + (mixed * 30 + owner) * 86_400
    return entry(f"{OWNERS[owner]}/{name}", OWNERS[owner], added, **more)
