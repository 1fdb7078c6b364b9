"""What is wanted of the service and not of the knowledge: one's own question, rights, feelings,
reminders, another language."""
