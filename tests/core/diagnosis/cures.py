"""Measures what the findings are worth: found, first finding right, cured by pressing, made worse.

python tests/core/diagnosis/cures.py [--seeds 20] [--held-out] [--only WORDS]
"""

import argparse
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from ill_networks import HEALTHY, HELD_OUT, WATCHED, healthy, ill

from annplayground.core.run.session import Session

ILL_EPOCHS, EPOCHS, PRESSES = 300, 500, 3
LOOKS = (1, 5, 20, 60, 200, 500)  # epochs at which healthy networks are looked at
GOOD = 0.95  # a training set is learned
FALLEN = 0.02  # by which a press has made it worse


def score(session):
    """Accuracy on the training set, or R²."""
    return session.moment.training_pass.score


def press(session, finding):
    """What a press of its button gives."""
    if session.adopt(finding.remedy):
        return session
    return Session(finding.remedy)


@dataclass
class Tally:
    """Of one set-up, over its seeds."""

    runs: int = 0
    ill: int = 0  # not learned when they are looked at: the others need no cure
    found: int = 0
    right: int = 0
    live: int = 0
    once: int = 0
    thrice: int = 0
    presses: int = 0
    worse: int = 0
    controls: int = 0
    seconds: float = 0.0
    notes: list = field(default_factory=list)

    def add(self, case, seed):
        self.runs += 1
        control = Session(healthy(case[0], seed))
        control.train(ILL_EPOCHS + EPOCHS)
        self.controls += score(control) >= GOOD
        session = Session(ill(case, seed))
        session.train(ILL_EPOCHS)
        self.ill += (is_ill := score(session) < GOOD)
        trail = [f"{score(session):.0%}"]
        for number in range(PRESSES):
            begun = time.process_time()
            findings = session.diagnose()
            self.seconds += time.process_time() - begun
            if number == 0:
                self.found += is_ill and bool(findings)
                kinds = (case[2],) if isinstance(case[2], str) else case[2]
                self.right += is_ill and bool(findings) and findings[0].kind in kinds
                trail.append(" ".join(finding.kind for finding in findings))
            if not findings or findings[0].remedy is None:
                break
            before, live = score(session), not findings[0].from_start
            session = press(session, findings[0])
            session.train(EPOCHS)
            self.presses += 1
            self.worse += not score(session) >= before - FALLEN
            trail.append(f"{findings[0].advice} = {score(session):.0%}")
            if score(session) >= GOOD:
                self.once += number == 0
                self.live += number == 0 and live
                break
        self.thrice += score(session) >= GOOD
        self.notes.append((seed, score(session), trail))

    def row(self, name):
        figures = [self.ill, self.found, self.right, self.live, self.once, self.thrice]
        figures.append(self.controls)
        columns = "".join(f"{figure:4}" for figure in figures)
        return (
            f"{name:24}{columns} {self.worse:3}/{self.presses:<3} {self.seconds / self.runs:5.2f}"
        )


def measure(cases, seeds):
    for name, case in cases.items():
        tally = Tally()
        for seed in seeds:
            tally.add(case, seed)
        yield name, tally


def alarms(seeds):
    """(looks, those at networks that learn at which something was found)."""
    looks, found = 0, []
    for name in HEALTHY:
        for seed in seeds:
            session, seen = Session(healthy(name, seed)), []
            for epoch in LOOKS:
                session.train(epoch - session.epoch)
                seen.append((name, seed, epoch, [f.kind for f in session.diagnose()]))
            session.train(800 - session.epoch)
            if score(session) >= GOOD:
                looks += len(seen)
                found += [look for look in seen if look[3]]
    return looks, found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1000)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--notes", action="store_true")
    parser.add_argument("--no-alarms", action="store_true")
    options = parser.parse_args()
    cases = HELD_OUT if options.held_out else WATCHED
    cases = {name: case for name, case in cases.items() if options.only in name}
    seeds = range(options.first, options.first + options.seeds)
    print(f"{'set-up':24} ill fnd rgt liv 1st 3rd ctl worse    s   of {len(seeds)}")
    worse = presses = 0
    for name, tally in measure(cases, seeds):
        print(tally.row(name), flush=True)
        worse, presses = worse + tally.worse, presses + tally.presses
        for seed, last, trail in tally.notes:
            if options.notes and (last < GOOD or options.only):
                print("     ", seed, f"{last:.0%}", " | ".join(trail))
    print(f"made worse: {worse} of {presses} presses")
    if not options.no_alarms and not options.only:
        looks, found = alarms(seeds)
        print(f"false alarms: {len(found)} of {looks} looks at networks that learn", found)


if __name__ == "__main__":
    main()
