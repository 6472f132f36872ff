"""The studio and its parts, as widgets: views of a session that keep nothing which cannot be rebuilt from it."""
