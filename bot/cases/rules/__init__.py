"""What each act and each occurrence does to a case; which of them may, ``judge`` says. Pure."""
