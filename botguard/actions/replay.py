"""Replay an access log: what the guard would have done, judged by the real engine and counted in memory."""

from botguard import conf, counters
from botguard.actions.note import ANSWERS
from botguard.collect.log import Site, is_judged, line_facts
from botguard.counters.memory import Memory
from botguard.engine.accesslog import Line
from botguard.engine.decide import Verdict, decide
from botguard.engine.replay import Tally, World


class Replay:
    """A log's past, one line after the other."""

    def __init__(self, *, site: Site, keepers: frozenset[str]) -> None:
        policy = conf.policy()
        self.tally = Tally()
        self.site = site
        self._policy = policy
        self._memory = Memory()
        self._world = World(bans=policy.bans, proof=policy.proof, keepers=keepers)

    def see(self, line: Line) -> Verdict | None:
        """Judge a request as of its own time, and let what follows from it follow; None for parts of pages."""
        # Lines may come a little late even so, and counters must not see time run backwards.
        now = max(line.at, self.tally.last_at)
        if not is_judged(line, site=self.site):
            self.tally.pass_by(line)
            return None
        key = self._world.key(line.address, line.agent, now=now)
        facts = line_facts(line, key=key, site=self.site)
        history = counters.rehearse(facts, memory=self._memory, now=now)
        history = self._world.remember(history, facts, now=now)
        verdict = decide(facts, history, self._policy, now=now)
        self._world.follow(facts, verdict, now=now)
        code = ANSWERS.get(line.status)
        if code is not None:
            counters.rehearse_note(facts, code, memory=self._memory, now=now)
        self.tally.add(line, facts, verdict)
        return verdict
