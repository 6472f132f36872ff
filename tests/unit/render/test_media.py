"""The user's photos and clips are found again in the film."""

import av
import numpy as np
import pillow_heif
import pytest
from PIL import Image

from nemo_widgets.errors import MediaError
from nemo_widgets.local.render.frames import Size, view
from nemo_widgets.local.render.timeline import Timeline


@pytest.fixture
def photo(media):
    with Image.open(media / "harbour.jpg") as picture:
        return picture.convert("RGB")


def cover(picture, width=320, height=180):
    """The picture as the renderer crops it: the width kept, a little more cut below than above."""
    whole = picture.resize((width, round(width * picture.height / picture.width)), Image.Resampling.LANCZOS)
    top = round((whole.height - height) * 0.42)
    return np.asarray(whole.crop((0, top, width, top + height)))


def test_a_photo_is_in_the_film_where_the_camera_has_not_yet_moved(film, draft, segment, media, photo, alike):
    made = film(draft(segment("image", 0, 2000, media="p")), {"p": media / "harbour.jpg"})
    assert alike(cover(photo), made.frames[0]) > 0.975
    assert alike(cover(photo), made.frames[-1]) < 0.96


def test_a_photo_taken_sideways_stands_upright(film, draft, segment, tmp_path, photo, alike):
    exif = Image.Exif()
    exif[0x0112] = 6
    photo.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "side.jpg", exif=exif)
    made = film(draft(segment("image", 0, 500, media="p", camera="still")), {"p": tmp_path / "side.jpg"})
    assert alike(cover(photo), made.frames[2]) > 0.98


def test_heic_photos_are_read(film, draft, segment, tmp_path, photo, alike):
    pillow_heif.from_pillow(photo.resize((480, 320))).save(tmp_path / "p.heic", quality=90)
    made = film(draft(segment("image", 0, 500, media="p", camera="still")), {"p": tmp_path / "p.heic"})
    assert alike(cover(photo), made.frames[2]) > 0.97


def test_transparency_is_laid_on_a_dark_ground(film, draft, segment, tmp_path):
    picture = Image.new("RGBA", (320, 180), (255, 255, 255, 0))
    picture.paste((250, 30, 30, 255), (160, 0, 320, 180))
    picture.save(tmp_path / "p.png")
    frame = film(draft(segment("image", 0, 500, media="p", camera="still")), {"p": tmp_path / "p.png"}).at(0.2)
    assert frame[:, 10:140].max() < 60
    assert frame[:, 180:310, 0].min() > 200


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "I;16", "1"])
def test_pictures_of_every_colour_mode_are_shown(film, draft, segment, tmp_path, photo, mode):
    name = "p.tiff" if mode in ("CMYK", "I;16") else "p.png"
    gray = photo.convert("L").resize((320, 180))
    if mode == "I;16":
        Image.fromarray(np.asarray(gray, np.uint16) * 257).save(tmp_path / name)
    else:
        photo.resize((320, 180)).convert(mode).save(tmp_path / name)
    frame = film(draft(segment("image", 0, 300, media="p", camera="still")), {"p": tmp_path / name}).at(0.1)
    assert abs(frame.mean() - np.asarray(gray).mean()) < 25


def test_a_tall_photo_is_whole_on_a_blurred_ground(film, draft, segment, tmp_path):
    picture = Image.new("RGB", (300, 900), (20, 160, 60))
    picture.paste((240, 40, 40), (0, 0, 300, 60))
    picture.paste((40, 40, 240), (0, 840, 300, 900))
    picture.save(tmp_path / "tall.png")
    frame = film(draft(segment("image", 0, 500, media="p", camera="still")), {"p": tmp_path / "tall.png"}).at(0.2)
    assert frame[4, 160, 0] > 180, "the top is there"
    assert frame[-5, 160, 2] > 180, "the bottom is there"
    assert 10 < frame[90, 20].mean() < 90, "the sides are the photo's own colours, darker"


def test_a_zoom_glides(draft, segment, tmp_path):
    """The centre of a soft spot moves evenly: no step differs from its neighbours by a tenth of a pixel."""
    y, x = np.mgrid[0:360, 0:640]
    spot = 255 * np.exp(-((x - 150) ** 2 + (y - 90) ** 2) / 300)
    Image.fromarray(np.dstack([spot] * 3).astype(np.uint8)).save(tmp_path / "spot.png")
    one = draft(segment("image", 0, 8000, media="p", camera="zoom-in"), fps=12)
    timeline = Timeline(one, {"p": tmp_path / "spot.png"}, Size(320, 180))
    places = []
    for index in range(timeline.frames):
        light = view(timeline.frame(index).planes[0]) - 16.0
        light[light < 8] = 0
        places.append((light.sum(0) * np.arange(320)).sum() / light.sum())
    places = np.array(places)
    smooth = np.polyval(np.polyfit(range(places.size), places, 5), range(places.size))
    assert places[0] - places[-1] > 5
    assert np.abs(places - smooth).max() < 0.1


def frames_of(path):
    with av.open(str(path)) as container:
        return [f.to_ndarray(format="rgb24") for f in container.decode(video=0)]


def small(frame):
    return np.asarray(Image.fromarray(frame.astype(np.uint8)).resize((320, 180), Image.Resampling.LANCZOS))


def nearest(frame, clip):
    """Which frame of the clip this one is."""
    return int(np.argmin([np.abs(small(c).astype(int) - frame).mean() for c in clip]))


def test_a_clip_is_in_the_film_frame_by_frame(film, draft, segment, media, alike):
    made = film(draft(segment("video", 0, 2000, media="c")), {"c": media / "waves.mp4"})
    clip = frames_of(media / "waves.mp4")
    assert alike(small(clip[24]), made.at(1)) > 0.99
    found = [nearest(made.frames[i], clip) for i in (0, 6, 12, 18)]
    assert all(abs(f - 2 * i) <= 1 for f, i in zip(found, (0, 6, 12, 18), strict=True))


def test_offset_and_speed_choose_the_moment(film, draft, segment, media):
    clip = frames_of(media / "waves.mp4")
    later = film(draft(segment("video", 0, 1000, media="c", offset=3000)), {"c": media / "waves.mp4"})
    fast = film(draft(segment("video", 0, 1000, media="c", speed=2.0)), {"c": media / "waves.mp4"})
    assert abs(nearest(later.at(0), clip) - 72) <= 2
    assert abs(nearest(fast.at(0.5), clip) - 24) <= 2


def test_a_clip_that_is_too_short_holds_its_last_picture(film, draft, segment, media, alike):
    made = film(draft(segment("video", 0, 3000, media="c", offset=4000)), {"c": media / "waves.mp4"})
    assert alike(small(frames_of(media / "waves.mp4")[-1]), made.frames[-1]) > 0.99


def test_a_clip_sounds_at_its_volume_and_a_silent_film_has_silence(film, draft, segment, media):
    def loudness(**meta):
        sound = film(draft(segment("video", 0, 1500, media="c", offset=1500, **meta)), {"c": media / "waves.mp4"}).sound
        return float(np.sqrt((sound**2).mean()))

    full, half = loudness(), loudness(volume=0.5)
    assert full > 0.005
    assert half == pytest.approx(full / 2, rel=0.1)
    assert loudness(volume=0.0) < 1e-4


def test_a_clip_of_another_shape_is_whole_on_a_blurred_ground(film, draft, segment, media):
    made = film(draft(segment("video", 0, 500, media="c"), size=(180, 320)), {"c": media / "waves.mp4"})
    frame = made.at(0.2)
    inner, outer = frame[110:210], frame[:90]
    assert np.abs(np.diff(inner, axis=0)).mean() > 2 * np.abs(np.diff(outer, axis=0)).mean()


def test_a_clip_filmed_upright_is_turned(film, draft, segment, media, tmp_path):
    path = tmp_path / "turned.mp4"
    with av.open(str(media / "waves.mp4")) as source, av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=12)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        stream.codec_context.options = {"bf": "0"}
        for index, frame in enumerate(source.decode(video=0)):
            if index % 4 == 0:
                packets = stream.encode(frame.reformat(320, 180))
                for packet in packets:
                    target.mux(packet)
        target.mux(stream.encode(None))
    data = path.read_bytes()
    # The matrix of the track header: a quarter turn to the right instead of none.
    plain = bytes.fromhex("00010000 00000000 00000000 00000000 00010000 00000000 00000000 00000000 40000000")
    turned = bytes.fromhex("00000000 00010000 00000000 ffff0000 00000000 00000000 00b40000 00000000 40000000")
    at = data.index(plain, data.index(b"tkhd"))
    path.write_bytes(data[:at] + turned + data[at + len(plain) :])
    frame = film(draft(segment("video", 0, 300, media="c"), size=(180, 320)), {"c": path}).at(0)
    # The bright sky was on top: now it is on the right.
    assert frame[:, 110:].mean() > frame[:, :70].mean() + 20


def test_a_damaged_file_is_named(film, draft, segment, media, tmp_path):
    broken = tmp_path / "x.jpg"
    broken.write_bytes((media / "harbour.jpg").read_bytes()[:3000])
    with pytest.raises(MediaError, match=r"holiday\.jpg"):
        film(draft(segment("image", 0, 500, media="p", name="holiday.jpg")), {"p": broken})
    broken.write_bytes((media / "waves.mp4").read_bytes()[:3000])
    with pytest.raises(MediaError, match=r"beach\.mp4"):
        film(draft(segment("video", 0, 500, media="p", name="beach.mp4")), {"p": broken})
