"""Questions that lead to what may fit. Pure: the knowledge, the answers and the day are
arguments."""
