"""The language of a prompt, told to the backend when its session is made.

py3langid is small (5 MB), offline and kept up. Among the languages that people are likely to prompt in it is right on
sentences, and it says how sure it is, so that "redo" and "sunset" are not taken for Spanish and German.
"""

from __future__ import annotations

import re

# Those that are widely prompted in: with every further one, short messages are mistaken more often.
LANGUAGES = (
    *("ar", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it", "ja", "ko"),
    *("ms", "nl", "no", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh"),
)
_SURE = 0.25
_LONGEST = 2000
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|‘[^’]*’|「[^」]*」|『[^』]*』|《[^》]*》|(?<!\w)'[^']*'(?!\w)")
_NO_WORDS = re.compile(
    r"https?://\S+|\b[\w-]+\.(?:mp4|mov|avi|webm|mkv|jpe?g|png|gif|webp|heic|mp3|wav|m4a|aac)\b|\d\S*"
)


def detect(text: str) -> str | None:
    """The language of a message as the backend is told it (`en`, `zh-CN`, `zh-TW`, …); None where nobody can say.

    Takes about 0.6 s and 90 MB for a moment: nothing is kept, for a session is made once.

    Example:
        >>> detect("生成一个海的视频"), detect("redo")
        ('zh-CN', 'en')
    """
    # A title may be in any language, and so may a file's name.
    said = _NO_WORDS.sub(" ", _QUOTED.sub(" ", text[:_LONGEST])).strip() or text[:_LONGEST].strip()
    if not any(character.isalpha() for character in said):
        return None
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - only where a session is made

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    language, confidence = identifier.classify(said)
    if confidence < _SURE:
        return "en" if said.isascii() else None
    return _chinese(said) if language == "zh" else str(language)


def _chinese(text: str) -> str:
    """Traditional characters are in Big5 and not in GB 2312."""
    return "zh-TW" if not _fits(text, "gb2312") and _fits(text, "big5") else "zh-CN"


def _fits(text: str, encoding: str) -> bool:
    try:
        "".join(filter(str.isalpha, text)).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
