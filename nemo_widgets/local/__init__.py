"""The embedded engine: a backend of NemoVideo's protocol on this machine, reached only over loopback HTTP.

Start it with `python -m nemo_widgets.local --home DIR`; it writes its address and secret to `DIR/rendezvous.json`.
"""
