"""What reaches a business from the middle of somebody else's conversation is recognized as nobody's there."""

from caly_app.adapters.minilm import MiniLM
from caly_app.agents.sectors import all_sectors
from caly_app.agents.understanding.local import read

SAID = (
    "the police were here and wrote it all down",
    "I complained to the police about the neighbour",
    "a patrol took my details after the crash",
    "a lorry scraped my parked van and I'm upset",
    "put it right in your notes, will you",
    "could you examine it afresh",
    "surely that can be done in another way",
    "is it still you on the phone",
    "note the place where I'm standing",
    "which fast food is open near the stadium",
    "the interest rate on your savings from the advert",
    "when does money sent abroad arrive at the bank",
)


async def test_it_is_not_taken_for_a_wish() -> None:
    minilm, recognized = MiniLM(), list[bool]()
    for sector in ("catering", "ecommerce", "hospitality"):
        recognized += [not one.in_scope for one in await read(all_sectors()[sector], SAID, "en", minilm)]
    minilm.close()
    assert sum(recognized) >= 0.65 * len(recognized)
