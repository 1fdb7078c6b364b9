"""What an asker's message leads to. Pure."""
