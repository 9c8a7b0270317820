import { createSeeded } from "../seeded.ts";
import { COUNTED, type FoundBatch } from "./find-batches.ts";

const DRAWS = 2_000;
/** By how much a count of the same batch differs between smooth expectations, at least: a tenth of what they explain. */
const EXPECTED_DOUBT = 0.5;

/**
 * Share of bought accounts with its 95 % interval. Every draw takes a batch with the probability that it was made as one, and its size by one of the
 * ways of counting it, with the chance of the sample: so the interval holds the doubt about each batch and about the model besides that of the
 * sample. `hidden`: the largest share that would not have been seen, added to the upper end. Deterministic by seed.
 */
export function shareInterval(
  accounts: number,
  batches: readonly FoundBatch[],
  hidden: number,
  seed: number,
): { share: number; low: number; high: number } {
  const random = createSeeded(seed);
  const claimed = new Uint8Array(accounts);
  const sizes = batches.map(({ batch, size, excess, weight }) => {
    const { members, expected } = batch;
    let own = 0;
    for (const row of members) {
      if (claimed[row] === 1) continue;
      claimed[row] = 1;
      own++;
    }
    if (size !== null) {
      const counts = [size.count, size.count, ...size.otherCounts];
      return { probability: weight.probability, counts, expected: Math.min(expected, size.count) };
    }
    const unexplained = Math.max(0, Math.min(excess, own - (expected * own) / Math.max(1, members.length)));
    return { probability: weight.probability, counts: [unexplained], expected };
  });
  const point = batches.reduce((sum, { size }) => sum + (size?.count ?? 0), 0);
  const shares = new Float64Array(DRAWS);
  for (let draw = 0; draw < DRAWS; draw++) {
    let count = 0;
    for (const { probability, counts, expected } of sizes) {
      if (random.unit() >= probability) continue;
      const size = counts[random.below(counts.length)]!;
      count += size + EXPECTED_DOUBT * expected * random.normal();
    }
    const part = Math.min(1, Math.max(0, count / accounts));
    const chance = Math.sqrt((part * (1 - part)) / accounts) * random.normal();
    shares[draw] = Math.min(1, Math.max(0, part + chance));
  }
  shares.sort();
  const share = Math.min(1, point / accounts);
  return {
    share,
    low: Math.min(share, shares[Math.floor(DRAWS * 0.025)]!),
    high: Math.min(1, Math.max(share, shares[Math.ceil(DRAWS * 0.975) - 1]!) + hidden),
  };
}

/** Whether a batch is part of the share. */
export function isCounted({ size, weight }: FoundBatch): boolean {
  return size !== null && weight.probability >= COUNTED;
}
