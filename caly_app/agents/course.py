"""What has come of a turn so far, while it is carried out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from caly_app.agents.commands import EscalationReason
from caly_app.agents.dialogue import Choice, Dialogue, OpenFlow, Question
from caly_app.agents.reply import Outcome, Source, ToolRun
from caly_app.agents.sector import Flow
from caly_app.agents.tool import Surroundings
from caly_app.agents.turn import TurnContext
from caly_app.ports import ToolPorts


@dataclass(frozen=True)
class Said:
    """One thing to say: a key of words and what they need. A flow's title is said by its name."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    flow: str = ""


@dataclass
class Course:
    turn: TurnContext
    tools: ToolPorts
    dialogue: Dialogue  # a copy: this one changes
    around: Surroundings
    said: list[Said] = field(default_factory=list)
    asking: list[Said] = field(default_factory=list)  # the question: comes last
    asks: tuple[str, ...] = ()
    offers: list[str] = field(default_factory=list)
    tells: list[str] = field(default_factory=list)
    choices: tuple[Choice, ...] = ()
    runs: list[ToolRun] = field(default_factory=list)
    checks: list[Mapping[str, str]] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)  # of the business, told as they stand
    sources: list[Source] = field(default_factory=list)  # what was told in a model's words rests on these
    confirms: OpenFlow | None = None  # the flow whose confirmation card is shown
    receipt: tuple[OpenFlow, Outcome] | None = None
    at_receipt: dict[str, str] = field(default_factory=dict)  # what was known then: some of it is forgotten
    escalation: EscalationReason | None = None
    ends: bool = False
    stumbled: bool = False  # something of this turn was not understood, or cannot be
    digressed: bool = False  # something was answered beside the flow
    unanswered: bool = False  # a question was asked that nothing answers
    at_a_loss: bool = False  # more than once in a row: a person is offered beside the question
    moved: bool = False  # the flow knows something that it did not know before
    corrected: dict[str, str] = field(default_factory=dict)  # slots whose value was taken back -> the new one
    volunteered: dict[str, str] = field(default_factory=dict)  # slots told without being asked for
    started: bool = False  # a wish was named
    says_values: bool = False  # and not only what is wanted
    answered: bool = False  # what was asked for was told
    because: str = ""
    finished: list[str] = field(default_factory=list)  # flows that ended in this turn

    def tell(
        self,
        key: str,
        values: Mapping[str, str] | None = None,
        *,
        code: str | None = None,
        choices: Sequence[Choice] = (),
        flow: str = "",
    ) -> None:
        """Say the words of `key`; the code stored with the turn is the key unless given.

        `taken.until` says `taken` in a wider way: its code is `taken`."""
        self.said.append(Said(key, values or {}, tuple(choices), flow))
        stored = key.partition(".")[0] if code is None else code
        if stored and stored not in self.tells:
            self.tells.append(stored)

    def offer(self, *what: str) -> None:
        self.offers.extend(one for one in what if one not in self.offers)

    def ask(self, question: Question, words: Said, choices: Sequence[Choice] = ()) -> None:
        """The one question that stays open after this turn."""
        before = self.dialogue.question
        if before and (before.asks, before.flow, before.about) == (
            question.asks,
            question.flow,
            question.about,
        ):
            failed = before.failed + (0 if self.digressed or self.moved else 1)
            question = question.model_copy(update={"failed": failed})
            changed = self.moved or self.stumbled  # or may be meant to be: then it is read back whole
            if not (changed and question.asks == ("confirmation",)):
                words = self._shorter(words, choices)
        elif before and before.asks and before.about == question.about == "flow":
            self.dialogue.asked_before = before.asks[0]
        self.asking = [words]
        self.asks = question.asks
        self.choices = tuple(choices)
        self.dialogue.question = question
        self.dialogue.offered = list(choices)
        if self.at_a_loss or question.failed + 1 >= self.turn.config.escalation.same_question_at_most:
            self._offer_a_way_out(question)

    def _shorter(self, words: Said, choices: Sequence[Choice]) -> Said:
        """What was asked a moment ago is not read out again: the choices, if the same, are still there."""
        if list(choices) != self.dialogue.offered:
            return words
        again = f"{words.key}.again"
        return replace(words, key=again) if self.has_words(again) else words

    def has_words(self, key: str) -> bool:
        return self.turn.sector.text(key, self.dialogue.language) is not None

    def _offer_a_way_out(self, question: Question) -> None:
        """Nobody is asked the same for ever: a person is offered, and at last called."""
        is_pressing = question.about in ("flow", "person")
        if question.failed > self.turn.config.escalation.same_question_at_most and is_pressing:
            self.escalation = self.escalation or EscalationReason.NOT_UNDERSTOOD
        self.dialogue.question = question.model_copy(update={"person": True})
        self.offer("person")
        if question.about == "flow" and question.asks == ("confirmation",):
            self.said.append(Said("person_at_hand"))  # not asked: a yes is a yes to what is read back
        elif question.about != "person":
            self.asking.append(Said("ask_person"))

    def flow_spec(self, flow: OpenFlow) -> Flow:
        return self.turn.sector.flows[flow.name]

    def check(self, name: str, result: str) -> None:
        self.checks.append({"check": name, "result": result})
