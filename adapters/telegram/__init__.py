"""Telegram: a bot in private chats, groups and topics, on python-telegram-bot's own client.

The polling is ours: the library's ``Application`` confirms updates to the server before they are
handled, so a kill loses them.
"""
