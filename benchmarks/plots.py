"""The pictures of docs/matching.md: how often an answer is wrong against how often one is given, and what size costs in time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from benchmarks.metrics import Asked, Floats, risks

Picture = tuple[str, Path]
"""What a picture shows, and where it is."""
_WIDTH, _HEIGHT, _DPI = 4.2, 3.4, 110


def risk_coverage(sets: Mapping[str, Mapping[str, Asked]], folder: Path) -> Picture | None:
    """One panel a set, as risk-coverage.png: the share of wrong answers when the surest part of all questions is answered."""
    if not sets:
        return None
    figure = Figure(figsize=(_WIDTH * len(sets), _HEIGHT), layout="constrained")
    for axes, (name, systems) in zip(figure.subplots(1, len(sets), squeeze=False)[0], sets.items(), strict=True):
        for system, asked in systems.items():
            wrong = risks(asked)
            axes.plot(np.arange(1, len(wrong) + 1) / len(wrong), wrong, label=system, linewidth=1.2)
        axes.set(title=name, xlabel="share of the questions answered", xlim=(0, 1), ylim=(0, None))
        axes.grid(alpha=0.3)
    figure.axes[0].set_ylabel("share of the answers that are wrong")
    figure.axes[0].legend(frameon=False)
    return _save(figure, "The share of wrong answers by the share of the questions answered", folder / "risk-coverage.png")


def latency(sizes: Mapping[int, Mapping[str, Floats]], folder: Path) -> Picture | None:
    """The median and the 99th percentile of a question's time by number of entries, as latency.png."""
    if not sizes:
        return None
    figure = Figure(figsize=(_WIDTH * 2, _HEIGHT), layout="constrained")
    for axes, (title, quantile) in zip(
        figure.subplots(1, 2, sharey=True), (("median", 0.5), ("99th percentile", 0.99)), strict=True
    ):
        for system in dict.fromkeys(system for found in sizes.values() for system in found):
            at = [size for size, found in sizes.items() if system in found]
            axes.plot(
                at, [1000 * np.quantile(sizes[size][system], quantile) for size in at], marker="o", markersize=3, label=system
            )
        axes.set(title=title, xscale="log", yscale="log", xlabel="entries, five examples each")
        axes.grid(alpha=0.3)
    figure.axes[0].set_ylabel("milliseconds a question")
    figure.axes[0].legend(frameon=False)
    return _save(figure, "The time of a question by the number of entries", folder / "latency.png")


def _save(figure: Figure, title: str, path: Path) -> Picture:
    figure.savefig(path, dpi=_DPI, metadata={"Software": None})
    return title, path
