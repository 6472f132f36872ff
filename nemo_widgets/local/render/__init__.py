"""The renderer: a draft becomes a film. The only room that knows libav.

Scenes are painted once as layered stills (`scenes`), photos and clips are brought to the canvas (`picture`, `clip`),
the camera moves over them (`camera`, `stage`), `timeline` puts them one after another with their transitions, titles
lie on top (`titles`). `music` plays what the `genres` write as a `score`, and `mix` brings all sound on one `tape`.
`pieces` cuts a film into stretches named by what they show, `encoder` makes and joins them, `cache` keeps them, and
`film` has it all done; `still` shows one picture of it.
"""

from nemo_widgets.local.render.camera import CAMERAS
from nemo_widgets.local.render.film import Rendered, assemble, make, make_sound, plan, render
from nemo_widgets.local.render.genres import GENRES
from nemo_widgets.local.render.probe import MediaInfo, probe
from nemo_widgets.local.render.scenes import SUBJECTS
from nemo_widgets.local.render.still import glimpse, poster

__all__ = [
    "CAMERAS",
    "GENRES",
    "SUBJECTS",
    "MediaInfo",
    "Rendered",
    "assemble",
    "glimpse",
    "make",
    "make_sound",
    "plan",
    "poster",
    "probe",
    "render",
]
