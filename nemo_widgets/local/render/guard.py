"""Errors of the libraries below, told as ours."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import av
from PIL import Image, UnidentifiedImageError

from nemo_widgets.errors import DiskFullError, MediaError, NemoError, RenderFailedError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Whatever fails while a media file is read is a `MediaError` that names the file."""
    try:
        yield
    except NemoError:
        raise
    except Image.DecompressionBombError as error:
        raise MediaError(f"{name} unpacks to far too many pixels.", "Use a smaller picture.") from error
    except FileNotFoundError as error:
        raise MediaError(f"{name} is not there any more.", "Upload it again.") from error
    except UnidentifiedImageError as error:
        raise MediaError(
            f"{name} is not a picture this engine can read.", "Use JPG, PNG, WebP, GIF or HEIC."
        ) from error
    except (
        av.error.FFmpegError,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        OverflowError,
        MemoryError,
        ArithmeticError,
        LookupError,
        Warning,  # where warnings are made errors
    ) as error:
        raise MediaError(
            f"{name} is damaged or of an unknown kind.", "Open it in another program and save it again."
        ) from error


@contextmanager
def writing() -> Iterator[None]:
    """Whatever fails in libav or the file system while a film is made is ours: a full disk, or a failed render."""
    try:
        yield
    except NemoError:
        raise
    except (av.error.FFmpegError, OSError, ValueError, MemoryError) as error:
        if getattr(error, "errno", None) in _FULL:
            raise DiskFullError(
                "There is no room left on the disk for this film.", "Free some space and export again."
            ) from error
        raise RenderFailedError(
            f"The film could not be rendered ({type(error).__name__}).",
            "Export again; if it stays, change the last edit.",
        ) from error
