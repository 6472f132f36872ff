"""Words that a slip of the finger spelt, set right: "genrate a clip of a forrest", "make it darkr"."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Final

from nemo_widgets.local.director.lexicon import word_set
from nemo_widgets.local.director.reading import outside_quotes

_KNOWN: Final = word_set(
    "generate create animate make add insert append remove delete replace swap change turn split trim cut crop reverse "
    "duplicate repeat undo redo regenerate export move zoom slow slower faster speed fade dissolve transition brighter "
    "darker warmer cooler colder contrast saturation colour color black white vintage sepia cinematic vertical square "
    "horizontal portrait landscape title titles caption captions subtitle watermark text music song volume louder "
    "quieter mute upbeat ambient piano electronic jazz happy calm second seconds minute minutes clip clips "
    "scene scenes clouds planet product bottle perfume coffee "
    "video photo photos image picture first last third fourth city skyline street night mountain mountains snowy beach "
    "ocean waves forest desert dunes stars galaxy space abstract sunset sunrise morning evening bottom center "
    "middle corner longer shorter bigger smaller camera motion smooth gently backwards beginning everything whole film"
)
_LIKENESS: Final = 0.8
_WORD: Final = re.compile(r"[A-Za-z]{4,20}")


def respelled(text: str) -> tuple[str, dict[str, str]]:
    """A text with the words that are nearly known ones set right, and which these were."""
    found: dict[str, str] = {}

    def right(m: re.Match[str]) -> str:
        word = m[0].lower()
        alike = {known for known in _KNOWN if abs(len(known) - len(word)) < 2}
        near = [] if word in _KNOWN else get_close_matches(word, alike, 1, _LIKENESS)
        if not near or near[0][0] != word[0] or near[0].startswith(word) or word.startswith(near[0]):
            return m[0]
        found[m[0]] = near[0]
        return near[0]

    return outside_quotes(text, lambda plain: _WORD.sub(right, plain)), found
