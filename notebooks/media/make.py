"""Makes the photos, the clip and the contact sheet that tests, lessons and README use; run it to renew them.

    python notebooks/media/make.py

All are painted by this project's own scenes, so nobody else holds rights in them.
"""

import tempfile
from pathlib import Path

from PIL import Image, ImageDraw

from nemo_widgets.local.director import direct
from nemo_widgets.local.draft import AUDIO, VIDEO, Canvas, Draft, Meta, Segment, Track
from nemo_widgets.local.render import fonts, poster, render

HERE = Path(__file__).parent


def harbour() -> None:
    """A harbour at dusk, 1440 x 960 px."""
    scene = Segment("p", 0, 1000, Meta("scene", subject="city", time="dusk", mood="warm", camera="still", seed=5))
    draft = Draft(1000, Canvas("harbour", 1440, 960, 25), [Track("v", VIDEO, [scene])])
    poster(draft, {}, HERE / "harbour.jpg", at=0, width=1440)
    with Image.open(HERE / "harbour.jpg") as picture:
        picture.load()
    picture.save(HERE / "harbour.jpg", quality=80, optimize=True, progressive=True)


ALBUM = {
    "peaks": Meta("scene", subject="mountains", time="dawn", camera="still", seed=11),
    "dunes": Meta("scene", subject="desert", time="dusk", mood="warm", camera="still", seed=7),
    "forest": Meta("scene", subject="forest", time="dawn", mood="calm", camera="still", seed=4),
    "stars": Meta("scene", subject="stars", time="night", camera="still", seed=9),
}


def album() -> None:
    """Four more photos, 720 x 480 px."""
    for name, meta in ALBUM.items():
        draft = Draft(1000, Canvas(name, 720, 480, 25), [Track("v", VIDEO, [Segment("p", 0, 1000, meta)])])
        poster(draft, {}, HERE / f"{name}.jpg", at=0, width=720)
        with Image.open(HERE / f"{name}.jpg") as picture:
            picture.load()
        picture.save(HERE / f"{name}.jpg", quality=72, optimize=True, progressive=True)


def waves() -> None:
    """Five seconds of sea in the morning, 640 x 360 px at 24 fps, with quiet music."""
    scene = Segment("s", 0, 5000, Meta("scene", subject="sea", time="dawn", camera="pan-right", seed=3))
    music = Segment("m", 0, 5000, Meta("music", genre="ambient", seed=4, volume=0.5, fade_in=400, fade_out=900))
    tracks = [Track("v", VIDEO, [scene]), Track("a", AUDIO, [music])]
    render(Draft(5000, Canvas("waves", 640, 360, 24), tracks), {}, HERE / "waves.mp4", quality="preview")


SCENES = (
    "a futuristic city at night",
    "a rainy street at night",
    "snowy mountains at dawn",
    "the sea at sunset",
    "snow falling in a forest at dawn",
    "desert dunes at dusk",
    "clouds drifting in a blue sky",
    "the stars",
    "a planet in space",
    "a perfume bottle on a table",
    "an abstract flow of colour",
    "桌上的一杯咖啡，温暖的夜晚",
)
WIDE, HIGH, CAPTION = 400, 225, 30


def scenes() -> None:
    """A sheet of what twelve prompts come to: each read as anybody's is, and shown a third into its film."""
    sheet = Image.new("RGB", (3 * WIDE, 4 * (HIGH + CAPTION)), "#15181d")
    write = ImageDraw.Draw(sheet)
    for number, prompt in enumerate(SCENES):
        left, top = number % 3 * WIDE, number // 3 * (HIGH + CAPTION)
        with tempfile.NamedTemporaryFile(suffix=".jpg") as file:
            poster(direct(Draft(), prompt).draft, {}, Path(file.name))
            with Image.open(file.name) as still:
                sheet.paste(still.convert("RGB").resize((WIDE, HIGH), Image.Resampling.LANCZOS), (left, top))
        font = fonts.load(fonts.pick(prompt[0]) or None, 15)
        write.text((left + 10, top + HIGH + 5), prompt, font=font, fill="#d5dae0")
    sheet.save(HERE / "scenes.jpg", quality=84, optimize=True, progressive=True)


if __name__ == "__main__":
    harbour()
    album()
    waves()
    scenes()
