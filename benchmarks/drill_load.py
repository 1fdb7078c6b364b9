"""The drill's load: people at work while the bot is killed, and what came of all they did."""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.drill_bot import Tormented
from benchmarks.drill_count import Count, Party
from benchmarks.drill_matrix import MatrixNetwork
from benchmarks.drill_networks import AnyNetwork
from benchmarks.drill_people import LONGEST_ERRAND, Asker, Coordinator


@dataclass(frozen=True)
class Figures:
    """What was lost, what was answered twice, and the kills by kind."""

    lost: int
    twice: int
    acts: int
    cases_lost: int
    kills: Counter[str]


class Load:
    """Askers and a coordinator on one network, and the bot that is killed under them."""

    def __init__(self, options: argparse.Namespace, folder: Path, network: AnyNetwork) -> None:
        self._options, self._network = options, network
        self._bot = Tormented(network, folder, options, random.Random(options.seed))
        self._coordinator = Coordinator(network)
        self._askers = [self._asker(number) for number in range(options.askers)]
        self._reserved = 0

    def _asker(self, number: int) -> Asker:
        chance = random.Random(self._options.seed * 1000 + number)
        return Asker(number, self._network, chance, patience=self._options.patience)

    async def run(self) -> Figures:
        if isinstance(self._network, MatrixNetwork):
            await self._bot.start()
            try:
                await self._network.met()
            finally:
                await self._bot.end(signal.SIGTERM)
        working = asyncio.create_task(self._coordinator.work())
        tormenting = asyncio.create_task(self._bot.torment())
        try:
            await asyncio.gather(*(self._ask(asker, tormenting) for asker in self._askers))
            await tormenting
            for asker in self._askers:
                await asker.seen()
            await asyncio.sleep(1)
        finally:
            tormenting.cancel()
            working.cancel()
            await self._bot.end(signal.SIGTERM)
        return self._figures()

    # The load

    async def _ask(self, asker: Asker, tormenting: asyncio.Task[None]) -> None:
        """One asker's errands, one after another, until everybody has done enough."""
        while (used := sum(one.acts for one in self._askers)) < self._options.questions:
            # What is under way counts whole, also what of it is done: a little slow is better than
            # one too many.
            left = self._allowed(tormenting) - used - self._reserved
            size = LONGEST_ERRAND if left >= LONGEST_ERRAND else 1
            if left >= size and (size > 1 or self._is_nearly_done(used)):
                before, self._reserved = asker.acts, self._reserved + size
                await asker.turn(short=size == 1)
                self._reserved -= size
                assert asker.acts - before <= size
            await asyncio.sleep(asker.random.expovariate(1.0) * self._options.pause)

    def _allowed(self, tormenting: asyncio.Task[None]) -> int:
        """Acts so far: as many for each kill, so that every kill falls into the load and all are
        done at its end."""
        planned, questions = self._bot.planned, int(self._options.questions)
        done = self._bot.kills.total() / planned if planned else 1.0
        if done >= 1 or tormenting.done():
            return questions
        return int(questions * (done + 1 / (planned + 1)))

    def _is_nearly_done(self, used: int) -> bool:
        """Whether so little is left that there may be no room for a longest errand."""
        left = self._options.questions - used
        return bool(left < LONGEST_ERRAND * (self._options.askers + 1))

    def _figures(self) -> Figures:
        party = Party(self._network, self._askers, self._coordinator)
        count = Count([party])
        return Figures(
            lost=count.lost,
            twice=count.twice(party),
            acts=count.acts,
            cases_lost=count.cases_lost,
            kills=self._bot.kills,
        )
