import asyncio
from pathlib import Path

import numpy as np
import onnx
import pytest

from caly_app.adapters.minilm import GRAPH, LAYER_WIDTH, WIDTH, MiniLM, NoWeights, weights_folder
from scripts import minilm_graph
from tests.adapters.plain_minilm import PlainMiniLM


@pytest.fixture(scope="module")
def minilm():
    minilm = MiniLM()
    yield minilm
    minilm.close()


async def test_every_text_gets_a_row_of_length_one(minilm):
    rows = await minilm.embed(["I need a doctor", "", "日本語 😀", "word " * 2000])
    assert rows.shape == (4, WIDTH)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


async def test_no_texts_give_no_rows(minilm):
    assert (await minilm.embed([])).shape == (0, WIDTH)


async def test_like_meanings_lie_near_each_other(minilm):
    rows = await minilm.embed(
        ["I want to see a doctor", "can I visit a physician", "the train to Rome is late"]
    )
    last = rows[:, -LAYER_WIDTH:] * 3**0.5
    assert last[0] @ last[1] > 0.5
    assert last[0] @ last[2] < 0.2


def test_a_sentence_alone_and_among_others_gets_the_same_numbers(minilm):
    sentences = ["yes", "could you tell me when the practice opens on Saturdays", "no thanks"]
    together = minilm.embed_now(sentences)
    alone = np.vstack([minilm.embed_now([sentence]) for sentence in sentences])
    assert np.abs(together - alone).max() < 1e-5


def test_the_last_layer_is_what_the_model_published(minilm):
    """The first numbers of the reference implementation (torch) for this sentence."""
    last = minilm.embed_now(["This is an example sentence"])[0, -LAYER_WIDTH:] * 3**0.5
    assert last[:4] == pytest.approx([0.0677, 0.0635, 0.0487, 0.0793], abs=4e-3)  # in eight bits


def test_eight_bits_leave_how_alike_two_sentences_are(minilm):
    """The heads are as good as they were measured as long as this stays so, whatever the processor."""
    plain = PlainMiniLM(weights_folder())
    texts = ["", "hello", "no actually could you make it Friday at eleven instead please", "日本語 😀"]
    texts += [f"I have had a really bad headache since the {day}th of May" for day in range(4, 20)]
    texts += ["and the tablets do not help at all " * 100]
    rows, exact = minilm.embed_now(texts), np.vstack([plain.row(text) for text in texts])
    assert (rows * exact).sum(1).min() > 0.999
    moved = np.abs(rows @ rows.T - exact @ exact.T)
    assert moved.max() < 1e-2 and moved.mean() < 2e-3


def test_the_graph_is_what_its_script_builds():
    """.venv/bin/python -m scripts.minilm_graph writes it anew."""
    assert onnx.load(GRAPH, load_external_data=False) == minilm_graph.graph()


async def test_those_who_ask_at_once_each_get_their_own(minilm):
    texts = [f"sentence about subject {number}" for number in range(40)]
    answers = await asyncio.gather(*(minilm.embed([text, "shared"]) for text in texts))
    expected = minilm.embed_now(texts)
    assert all(np.allclose(answer[0], row, atol=1e-5) for answer, row in zip(answers, expected, strict=True))
    assert all(np.allclose(answer[1], answers[0][1]) for answer in answers)


async def test_one_who_gives_up_takes_nothing_from_the_others(minilm):
    impatient = asyncio.create_task(minilm.embed(["asked for by two"]))
    patient = asyncio.create_task(minilm.embed(["asked for by two"]))
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await patient).shape == (1, WIDTH)


async def test_the_event_loop_is_free_meanwhile(minilm):
    ticks = 0

    async def tick():
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0.001)

    ticking = asyncio.create_task(tick())
    await minilm.embed([f"a sentence that nobody asked before, number {number}" for number in range(30)])
    ticking.cancel()
    assert ticks > 10


async def test_without_weights_it_says_so(tmp_path: Path):
    with pytest.raises(NoWeights):
        await MiniLM(tmp_path).embed(["hello"])
