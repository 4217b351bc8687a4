/**
 * Half a second, doubled each time, at most eight; not all customers at the same moment.
 * @param {number} attempt
 */
export function backoff(attempt) {
  return Math.min(500 * 2 ** attempt, 8_000) * (0.7 + 0.6 * Math.random());
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal} [signal] cuts the pause short
 * @returns {Promise<void>}
 */
export function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
