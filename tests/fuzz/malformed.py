"""F16 as a line of the table: every malformed request, at the real server and at a careless one."""

from tests.faults.outcomes import Outcome, scaled
from tests.fuzz.answers_twice import careless_server
from tests.fuzz.raw_cases import CASES
from tests.fuzz.raw_http import said_to, wrong_in
from tests.live.server import serving


def malformed(scale: float) -> Outcome:
    """F16."""
    rounds, wrong = scaled(20, scale), dict[str, None]()
    with serving({"INTAKE_WORKERS": "2"}) as server:
        for _ in range(rounds):
            wrong |= dict.fromkeys(what for case in CASES for what in wrong_in(case, said_to(server.port, case)))
        answers = server.answers()
    with careless_server() as port:
        twice = sum(len(said_to(port, case).answers) > 1 for case in CASES)
    return Outcome(
        fault="F16",
        how=f"{len(CASES)} malformed requests by raw sockets, {rounds} times",
        tried=rounds * len(CASES),
        lost=0,
        known_bad="a server that splits at every empty line answers twice",
        caught=twice,
        bad_tried=len(CASES),
        not_held=(*wrong, *(() if answers else ("the server does not answer any more",))),
    )
