"""En väg in: the core that answers, asks back, or hands a question to people."""
