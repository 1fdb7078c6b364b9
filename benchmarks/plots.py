"""The pictures of docs/matching.md: how often an answer is wrong against how often one is given,
and what size costs in time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from benchmarks.metrics import Asked, Floats, risks
from benchmarks.ours import SYSTEMS, Ours

Picture = tuple[str, Path]
"""What a picture shows, and where it is."""
_WIDTH, _HEIGHT, _DPI = 4.2, 3.9, 110


def risk_coverage(sets: Mapping[str, Mapping[str, Asked]], folder: Path) -> Picture | None:
    """One panel a set, as risk-coverage.png: the share of wrong answers when the surest part of all
    questions is answered."""
    if not sets:
        return None
    figure = Figure(figsize=(_WIDTH * len(sets), _HEIGHT), layout="constrained")
    panels = figure.subplots(1, len(sets), squeeze=False)[0]
    for axes, (name, systems) in zip(panels, sets.items(), strict=True):
        for system, asked in systems.items():
            wrong = risks(asked)
            share = np.arange(1, len(wrong) + 1) / len(wrong)
            axes.plot(share, wrong, label=system, **_line(system))
        axes.set(title=name, xlabel="share of the questions answered", xlim=(0, 1), ylim=(0, None))
        axes.grid(alpha=0.3)
    figure.axes[0].set_ylabel("share of the answers that are wrong")
    _legend(figure)
    title = "The share of wrong answers by the share of the questions answered"
    return _save(figure, title, folder / "risk-coverage.png")


def latency(sizes: Mapping[int, Mapping[str, Floats]], folder: Path) -> Picture | None:
    """The median and the 99th percentile of a question's time by number of entries, as
    latency.png."""
    if not sizes:
        return None
    figure = Figure(figsize=(_WIDTH * 2, _HEIGHT), layout="constrained")
    panels, quantiles = figure.subplots(1, 2, sharey=True), {"median": 0.5, "99th percentile": 0.99}
    for axes, (title, quantile) in zip(panels, quantiles.items(), strict=True):
        for system in dict.fromkeys(system for systems in sizes.values() for system in systems):
            at = [size for size, systems in sizes.items() if system in systems]
            times = [1000 * float(np.quantile(sizes[size][system], quantile)) for size in at]
            axes.plot(at, times, marker="o", markersize=3, label=system, **_line(system))
        axes.set(title=title, xscale="log", yscale="log", xlabel="entries, five examples each")
        axes.grid(alpha=0.3)
    figure.axes[0].set_ylabel("milliseconds a question")
    _legend(figure)
    return _save(figure, "The time of a question by the number of entries", folder / "latency.png")


def _line(system: str) -> dict[str, Any]:
    """The same colour in every picture; ours is the thick one."""
    colour = f"C{list(SYSTEMS).index(system)}"
    return {"color": colour, "linewidth": 2.4 if system == Ours.name else 1.2}


def _legend(figure: Figure) -> None:
    """One for all panels, below them."""
    lines = {line.get_label(): line for axes in figure.axes for line in axes.get_lines()}
    ordered = [line for name in SYSTEMS for label, line in lines.items() if label == name]
    figure.legend(
        handles=ordered,
        loc="outside lower center",
        ncols=2 * len(figure.axes),
        frameon=False,
        fontsize=8,
    )


def _save(figure: Figure, title: str, path: Path) -> Picture:
    figure.savefig(path, dpi=_DPI, metadata={"Software": None})
    return title, path
