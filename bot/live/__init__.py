"""The knowledge while the bot runs: its folder is watched, read anew beside the talk with people,
and learned from in another process."""
