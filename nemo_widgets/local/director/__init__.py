"""The director: a grammar, English and Chinese, from a request to operations on the draft.

A request is cut into clauses (`reading`). The first rule that knows a clause reads it (`direction` has their order),
and it comes to operations (`operations`, carried out by `edits`), a refusal (`refusals`), an answer, or a step through
the history (`outcomes`). `lexicon` has the words, `references` what "this image" and "the second clip" mean, `replies`
what is said. One request may hold several orders: "…, then my harbour photo, add lo-fi music at 35%".

| to say | module | examples |
|---|---|---|
| a scene | `clips`, `subject` | generate a 10-second clip of a city at night · 生成一个10秒的城市夜景视频 |
| a photo or clip of one's own | `clips` | animate this image · then my harbour photo · 让这张照片动起来 |
| a title | `titles` | add the title 'Urban Dreams' for 3 seconds · move the title to the bottom · 标题改成“你好” |
| music | `music` | add lo-fi music at 35% · swap the music for jazz · quieter · 换成爵士音乐 |
| shape, length, camera, look | `frame` | make it vertical · 改成15秒 · slow zoom out · make it dusk |
| taking off, drawing anew | `clips` | remove the second clip · regenerate · 再来一个 |
| back and forth, questions | `questions` | undo · how long is it? · 时间线上有什么？ |
| what is not there yet | `limits` | refused, naming what can be done instead |

To add a kind of edit: an operation in `operations`, what it does in `edits`, its words in `lexicon`, a rule, and a
line in `replies`.
"""

from nemo_widgets.local.director.direction import History, Plan, direct
from nemo_widgets.local.director.references import Upload

__all__ = ["History", "Plan", "Upload", "direct"]
