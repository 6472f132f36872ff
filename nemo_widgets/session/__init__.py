"""What a notebook holds in its hand: sessions, handles, timelines, takes. Speaks to the journal, never HTTP."""

import logging

# A library's warnings are for whoever asks for them; without a handler Python prints them into the user's cell.
logging.getLogger("nemo_widgets").addHandler(logging.NullHandler())
