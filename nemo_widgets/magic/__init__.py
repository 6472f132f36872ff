"""`%nemo` and `%%nemo`: the notebook's own way in.

```
%load_ext nemo_widgets
%nemo                                          the studio
%nemo generate a 5-second clip of the sea      a turn; the cell ends when it does
%%nemo --skill kling-ai-30                     a long prompt
%nemo export city.mp4 | status | takes | diff 1 2 | credits | stop | help …
```

In a notebook (ipykernel 7) the magic's cell is made async, so that buttons work while it runs: a call at the top level
of a cell is rewritten to an awaited one. Inside a plain `def`, under magics that run the cell themselves (`%%time`,
`%%capture`), and elsewhere, it stays a call that blocks; see `awaiter.py` and `session/waiting.py`.
"""

from __future__ import annotations

from IPython.core.interactiveshell import InteractiveShell

from nemo_widgets.magic.awaiter import Awaiter
from nemo_widgets.magic.completion import complete
from nemo_widgets.magic.filling import fill
from nemo_widgets.magic.line import Command, parse
from nemo_widgets.magic.magics import NemoMagics
from nemo_widgets.magic.questions import Question
from nemo_widgets.session import waiting

__all__ = ["Awaiter", "Command", "NemoMagics", "fill", "load_ipython_extension", "parse", "unload_ipython_extension"]


def load_ipython_extension(shell: InteractiveShell) -> None:
    """`%load_ext nemo_widgets`; loading again changes nothing."""
    if "NemoMagics" in shell.magics_manager.registry:
        return
    shell.register_magics(NemoMagics(shell))
    # A terminal has no buttons to keep alive.
    awaiter = Awaiter(awaits=(waiting.kernel_version() or 0) >= waiting.AWAITS_SINCE)
    shell.input_transformer_manager.token_transformers.append(Question)
    shell.input_transformers_post.append(awaiter)
    shell.events.register("pre_run_cell", awaiter.cell_begins)
    shell.events.register("post_run_cell", awaiter.cell_ends)
    if shell.Completer is not None:
        shell.Completer.custom_matchers.append(complete)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """`%unload_ext nemo_widgets` leaves nothing behind."""
    magics = shell.magics_manager.registry.pop("NemoMagics", None)
    if magics in shell.configurables:
        shell.configurables.remove(magics)
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop("nemo", None)
    for awaiter in [found for found in shell.input_transformers_post if isinstance(found, Awaiter)]:
        shell.input_transformers_post.remove(awaiter)
        shell.events.unregister("pre_run_cell", awaiter.cell_begins)
        shell.events.unregister("post_run_cell", awaiter.cell_ends)
    if Question in shell.input_transformer_manager.token_transformers:
        shell.input_transformer_manager.token_transformers.remove(Question)
    if shell.Completer is not None and complete in shell.Completer.custom_matchers:
        shell.Completer.custom_matchers.remove(complete)
