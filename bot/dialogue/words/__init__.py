"""What a text says by itself, by fixed words: pure text, before any state."""
