"""What happens to a question in people's hands. Pure."""
