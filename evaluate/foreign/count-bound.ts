/**
 * The most that counts can tell of a bought lot: the power of the best test, at a stated rate of
 * false alarms, between the law of honest acts and the same with `bought` acts on top. It is the
 * bound for hands whose lives, times and ways of coming are drawn as those of honest people are:
 * then who, what and when say nothing, and only the number is left.
 *
 * Honest acts: `expected` in the mean and `dispersion` times as much in variance, Poisson at 1 and
 * negative binomial above (a Poisson whose rate varies by a gamma law). The likelihood-ratio test,
 * with chance on its edge, is the most powerful of its size (Neyman & Pearson, Phil. Trans. R. Soc.
 * A 231, 1933). Real detectors must also estimate both parameters, so they do worse. `falseRate` in
 * (0, 1). Throws on parameters out of range. O(number of counts with mass).
 */
export function countPower(expected: number, dispersion: number, bought: number, falseRate: number): number {
  if (!(expected > 0)) throw new Error(`expected acts must be above 0, not \`${expected}\``);
  if (!(dispersion >= 1)) throw new Error(`dispersion must be at least 1, not \`${dispersion}\``);
  if (!Number.isInteger(bought) || bought < 0)
    throw new Error(`bought acts must be a whole number, not \`${bought}\``);
  if (!(falseRate > 0 && falseRate < 1))
    throw new Error(`false rate must lie in (0, 1), not \`${falseRate}\``);
  const honest = countLaw(expected, dispersion);
  // A count that a bought target never shows adds no power.
  const counts = honest.map((mass, count) => ({ honest: honest[count + bought] ?? 0, bought: mass }));
  counts.sort((a, b) => b.bought * a.honest - a.bought * b.honest);
  let spent = 0;
  let power = 0;
  for (const count of counts) {
    const left = falseRate - spent;
    if (count.honest > left) return Math.min(1, power + (count.bought * left) / count.honest);
    spent += count.honest;
    power += count.bought;
  }
  return Math.min(1, power);
}

/** Mass that may be left out at the end of a law. */
const TAIL = 1e-12;
const COUNTS_MAX = 10_000_000;

/** P(count) for 0, 1, 2 … until all but `TAIL` is told. */
export function countLaw(mean: number, dispersion: number): number[] {
  const law: number[] = [];
  // Negative binomial by its recurrence, in logarithms, which do not underflow where the mean is large.
  const size = dispersion > 1 ? mean / (dispersion - 1) : Number.POSITIVE_INFINITY;
  const back = (dispersion - 1) / dispersion;
  let ln = dispersion > 1 ? -size * Math.log(dispersion) : -mean;
  let told = 0;
  for (let count = 0; told < 1 - TAIL && count < COUNTS_MAX; count++) {
    const mass = Math.exp(ln);
    law.push(mass);
    told += mass;
    if (count > mean && mass < TAIL / 1000) break;
    ln += dispersion > 1 ? Math.log(((count + size) / (count + 1)) * back) : Math.log(mean / (count + 1));
  }
  return law;
}
