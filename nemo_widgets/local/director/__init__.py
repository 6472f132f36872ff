"""The director: a grammar, English and Chinese, from a request to operations on the draft.

A request is cut into clauses (`reading`): "…, then my harbour photo, add lo-fi music at 35%" are three; details go back
to the order they belong to (`joining`). The first rule that knows an order reads it (`direction` has them); it comes
to operations (`operations`, carried out by `edits`, laid out by `settle`), a refusal (`refusals`), an answer, or a step
through the history (`outcomes`). An order that no rule knows whole is tried in parts: "darker and vertical". What was
done is told in a sentence (`replies`). What is not understood is tried with its slips set right (`spelling`).

| to say | module | examples |
|---|---|---|
| a scene | `clips`, `making`, `subject` | generate a 10-second clip of a city · 生成一个城市夜景视频 |
| several | `listing`, `sequence` | three scenes: a city, the sea and a forest · A city. A forest. · 1、城市 2、森林 |
| one's own photo or clip | `footage`, `clips`, `references` | my clip for 3 s, then my photo · 让照片动起来 |
| where it goes, instead of what | `clips` | … after the first clip · replace the sea with a forest · 第二段换成森林 |
| which clips, in what order | `arranging` | remove the last two · move the sea first · 交换第一段和第二段 |
| cuts | `cuts` | split it at 4 seconds · trim the first 2 seconds · 对半切开 |
| pace | `tempo` | speed it up 2x · half speed · play it backwards · 加速两倍 · 倒放 |
| transitions, the film's fades | `transitions`, `joins` | dissolve between the clips · fade to black · 加叠化转场 |
| colour | `colour` | warmer · a bit darker · black and white · 饱和度提高30% |
| crop and fit | `framing` | crop 10% off the top · show the whole photo · 裁掉左边 · 铺满画面 |
| shape, length, camera | `frame` | make it vertical · slow zoom out · 改成15秒 |
| time of day, mood, weather | `look`, `weathers` | make it dusk · add light snow · rain harder · 雨再大一点 |
| titles, captions, watermarks | `titles`, `wording`, `lettering`, `timing` | caption 'Hi' from 2 to 5 s · 加水印“安” |
| music and sound | `music` | add lo-fi music at 35% · fade it out · duck it · 换成爵士音乐 |
| drawing anew | `clips` | regenerate · 再来一个 |
| back and forth, questions | `questions` | undo · how long is the second clip? · 时间线上有什么？ |
| what is not there | `limits` | refused, naming what can be done instead |

A sentence, a line or an item of a list that tells another place, or another time of day, is another clip; one that
tells what is seen or happens there goes with the scene before it (`sequence`).

What is meant (`pointing`): "the second clip", "clips 1 and 3", "the last two", "the photo", "the sea", "all", 第二段.
"It" (它) is what the edit before touched: a clip, a title or the music; where nothing is pointed at, the whole film is
meant. A length with "it" is the film's: "make it 15 seconds". What is said in one breath with a new clip is about that
clip (`breath`): "then a forest at dawn, pan left, with the title 'Dawn'" leaves the clips before it alone. A clip that
takes the place of the film says so, and how to get it back (`record`); clips of one request never replace each other.

More or less of a weather goes by steps (light, usual, heavy), of the scenes that have it. A change is of whole clips:
one of a stretch of time is refused with the cut that makes it possible (`limits`). What a wish does not name, and what
nobody could draw by itself, is answered with what can be said.

What follows an edit: clips stay end to end from 0, music spans the film, a closing title stays at the end, an opening
one at the start, a watermark spans the film, and any other title goes with the clip it begins over. No title covers
another (`room`): a second one comes after the first or stands elsewhere, and the answer says so. A faster clip is
shorter by as much: 10 s at 2x take 5 s.

To add a kind of edit: an operation in `operations`, what it does in `edits`, a rule with its words, a line in `told`.
"""

from nemo_widgets.local.director.direction import History, Plan, direct
from nemo_widgets.local.director.references import Upload

__all__ = ["History", "Plan", "Upload", "direct"]
