"""Who asks: the headers that every request carries (protocol.md, Attribution)."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_PLATFORMS = {"/.clawhub/": "clawhub", "/.cursor/skills/": "cursor"}
_LIMITS_MB = {"ai-video-editor-kling": 500}
_USUAL_LIMIT_MB = 200


@dataclass(frozen=True)
class Attribution:
    """The skill that asks. An export without these headers answers 402.

    Args:
        source: `X-Skill-Source`, such as `video-generative`.
        version: `X-Skill-Version`.
        platform: `X-Skill-Platform`: `clawhub`, `cursor` or `unknown`.
    """

    source: str = "video-generative"
    version: str = "1.0.0"
    platform: str = "unknown"

    @classmethod
    def detect(cls, source: str = "video-generative", installed: Path | None = None) -> Self:
        """The attribution of this installation: its path tells the platform, `SKILL_SOURCE` overrides the source."""
        path = (installed or Path(__file__)).as_posix()
        platform = next((name for mark, name in _PLATFORMS.items() if mark in path), "unknown")
        return cls(os.environ.get("SKILL_SOURCE") or source, platform=platform)

    @property
    def headers(self) -> dict[str, str]:
        """As they travel: printable ASCII, or they could not."""
        told = {"Source": self.source, "Version": self.version, "Platform": self.platform}
        return {f"X-Skill-{name}": re.sub(r"[^\x20-\x7e]", "", value).strip() for name, value in told.items()}

    @property
    def limit_mb(self) -> int:
        """The largest upload the skill takes, MB."""
        return _LIMITS_MB.get(self.source, _USUAL_LIMIT_MB)
