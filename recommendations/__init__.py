"""Caring: a reading or a person's own word in, a recommendation out. Knows emotions, and nothing of pictures."""
