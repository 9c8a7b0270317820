/** P(at least k of independent events with these chances), exactly (Poisson binomial, by convolution). O(k · events). */
export function sumTail(k: number, chances: readonly number[]): number {
  // `below[i]`: i of the events so far, for i < k; what reaches k stays there.
  const below = new Float64Array(k);
  if (k === 0) return 1;
  below[0] = 1;
  let reached = 0;
  for (const chance of chances) {
    reached += below[k - 1]! * chance;
    for (let i = k - 1; i > 0; i--) below[i] = below[i]! * (1 - chance) + below[i - 1]! * chance;
    below[0] = below[0]! * (1 - chance);
  }
  return Math.min(1, reached);
}
