"""Law: a feedback page looks the same without a network, its colours can be told from their ground, and no state is
told by a colour alone."""

import re

from grader.pages.feedback import STATES
from grader.pages.page import TEMPLATES


def test_nothing_in_the_style_is_fetched():
    for path in TEMPLATES.glob("*.css"):
        assert not re.search(r"url\(|@import|</|expression|http", path.read_text(encoding="utf-8"))


def test_colours_can_be_told_from_their_ground():
    """Contrast of at least 4.5 : 1 for text (WCAG 2, AA) and 3 : 1 for bars, in both schemes."""
    schemes = re.findall(r":root \{(.*?)\}", (TEMPLATES / "page.css").read_text(encoding="utf-8"), re.S)
    assert len(schemes) == 2
    for scheme in schemes:
        colours = dict(re.findall(r"--(\w+): (#\w{6})", scheme))
        for name in ("text", "quiet", "link", "right", "partly", "wrong"):
            assert contrast(colours[name], colours["ground"]) >= 4.5, name
        for name in ("text", "keyword", "string", "comment", "number", "name"):
            assert contrast(colours[name], colours["raised"]) >= 4.5, name
            assert contrast(colours[name], colours["alarm"]) >= 4.5, name
        for ground in ("note", "alarm"):
            assert contrast(colours["text"], colours[ground]) >= 4.5
        assert contrast(colours["wrong"], colours["alarm"]) >= 4.5
        assert contrast(colours["part"], colours["ground"]) >= 3
        assert contrast(colours["part"], colours["whole"]) >= 3


def contrast(one, other):
    lights = sorted(map(_luminance, (one, other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(colour):
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_state_has_a_mark_and_words():
    assert len({mark for mark, _ in STATES.values()}) == len({words for _, words in STATES.values()}) == len(STATES)
