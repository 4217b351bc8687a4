"""Kernel ridge regression from sentences to intents, and where its lines are drawn.

What is refused and what is acted on is decided by leaving each example out together with all of its intent
that are alike to it: what customers will say is worded otherwise than any example, so the score of an example
among its near copies promises too much.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from caly_app.agents.understanding.head import OTHER_COUNTS, Calibration, Numbers

RIGHT_WHEN_SURE = 0.95
_BALANCE = 0.5  # 1: a small intent counts as much as a large one; 0: by its size
_OTHERS_IN_LIFE = 0.1  # of all that is said, about this much is none of ours


@dataclass(frozen=True)
class Solution:
    inverse: NDArray[np.float64]
    wanted: NDArray[np.float64]

    @property
    def outputs(self) -> Numbers:
        return (self.inverse @ self.wanted).astype(np.float32)

    def leaving_out(self, together: NDArray[np.bool_]) -> NDArray[np.float64]:
        """What the head would say of each point had it never seen it nor those `together` with it.

        In closed form, as for plain leave-one-out: the residuals of a left-out group solve
        inverse[group, group] @ residuals = (inverse @ wanted)[group].
        """
        outputs = self.inverse @ self.wanted
        said = np.empty_like(self.wanted)
        for place in range(len(said)):
            group = np.flatnonzero(together[place])
            residuals = np.linalg.solve(self.inverse[np.ix_(group, group)], outputs[group])
            said[place] = self.wanted[place] - residuals[np.searchsorted(group, place)]
        return said


def solve(gram: NDArray[np.float64], labels: NDArray[np.int64], intents: int, ridge: float) -> Solution:
    sizes = np.maximum(np.bincount(labels, minlength=intents + 1), 1)
    weight = (sizes[labels] / sizes[:intents].mean()) ** -_BALANCE
    weight[labels == intents] = 1
    inverse = np.linalg.inv(gram + np.diag(ridge / weight)).astype(np.float64)
    return Solution(inverse, np.eye(intents + 1)[labels])


def calibrate(
    said: NDArray[np.float64], labels: NDArray[np.int64], intents: int, turned_away: float
) -> Calibration:
    """`said`: outputs for points that were left out. Every intent weighs the same.

    `turned_away`: share of what is ours that may be taken for none of ours.
    """
    ours = labels < intents
    ranked = np.sort(said[:, :intents], axis=1)
    score = ranked[:, -1] - OTHER_COUNTS * said[:, intents]
    lead = ranked[:, -1] - ranked[:, -2]
    right = said[:, :intents].argmax(1) == labels
    weight = 1 / np.bincount(labels, minlength=intents + 1)[labels] / intents
    weight[~ours] *= intents * _OTHERS_IN_LIFE / (1 - _OTHERS_IN_LIFE)

    in_scope_from = _quantile(score[ours], weight[ours], turned_away)
    bias, per_score, per_lead = _logistic(np.column_stack([score, lead]), right, weight)
    probability = 1 / (1 + np.exp(-(bias + per_score * score + per_lead * lead)))
    accepted = score >= in_scope_from
    sure_from = _lowest_that_is_right(probability[accepted], right[accepted], weight[accepted])
    return Calibration(in_scope_from, bias, per_score, per_lead, sure_from)


def _logistic(
    features: NDArray[np.float64], right: NDArray[np.bool_], weight: NDArray[np.float64]
) -> tuple[float, float, float]:
    """Newton's method; a small ridge keeps it finite when the classes part."""
    design = np.column_stack([np.ones(len(features)), features])
    weight = weight / weight.sum() * len(weight)
    line = np.zeros(design.shape[1])
    for _ in range(50):
        probability = 1 / (1 + np.exp(-design @ line))
        slope = design.T @ (weight * (right - probability)) - 1e-3 * line
        curve = (design * (weight * probability * (1 - probability))[:, None]).T @ design
        step = np.linalg.solve(curve + 1e-3 * np.eye(len(line)), slope)
        line += step
        if np.abs(step).max() < 1e-9:
            break
    bias, per_score, per_lead = (float(value) for value in line)
    return bias, per_score, per_lead


def _lowest_that_is_right(
    probability: NDArray[np.float64], right: NDArray[np.bool_], weight: NDArray[np.float64]
) -> float:
    """From which probability on at least 95 in 100 are right."""
    order = np.argsort(-probability, kind="stable")
    share_right = np.cumsum((weight * right)[order]) / np.cumsum(weight[order])
    good = np.flatnonzero(share_right >= RIGHT_WHEN_SURE)
    return float(probability[order][good[-1]]) if len(good) else 1.0


def _quantile(values: NDArray[np.float64], weight: NDArray[np.float64], share: float) -> float:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weight[order]) / weight.sum()
    return float(values[order][np.searchsorted(reached, share)])
