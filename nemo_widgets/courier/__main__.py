"""`python -m nemo_widgets.courier --home DIR --key KEY`, with the token (if any) as one line on stdin."""

import sys

from nemo_widgets.courier.process import main

sys.exit(main())
