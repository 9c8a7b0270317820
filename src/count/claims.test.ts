import { beforeEach, describe, expect, test } from "vitest";
import type { Bucket } from "../nouns/counts.ts";
import type { ClaimStanding, EventClaim } from "../ports/campaigns.ts";
import { Claims } from "./claims.ts";

/** A store of claims that takes what it is given, at once or when told to. */
function memory() {
  const claims = new Map<string, EventClaim>();
  const gone = new Set<number>();
  const now = (position: number): ClaimStanding => ({
    claims: [...claims.values()].filter((claim) => claim.position === position),
    takenBack: gone.has(position),
  });
  return {
    now,
    standings: async (positions: readonly number[]) => positions.map(now),
    apply({ added, set, takenBack }: Pick<ReturnType<Claims["take"]>, "added" | "set" | "takenBack">) {
      for (const claim of added) claims.set(`${claim.campaign}/${claim.position}`, claim);
      for (const { campaign, position, claimed } of set) {
        const key = `${campaign}/${position}`;
        claims.set(key, { ...claims.get(key)!, claimed });
      }
      for (const position of takenBack) gone.add(position);
    },
  };
}

const claim = (campaign: number, position: number, bucket: Bucket = "public"): EventClaim => ({
  campaign,
  position,
  target: 0,
  bucket,
  claimed: false,
  dwellMs: null,
  playRatio: null,
  scrollDepth: null,
});

/** When the store takes what changed: never, half (it is on its way), or at once. */
describe.each(["pending", "on its way", "stored"])("with everything before %s", (when) => {
  let store: ReturnType<typeof memory>;
  let claims: Claims;
  beforeEach(() => {
    store = memory();
    claims = new Claims(store, null);
    leaving = null;
  });
  /** Acts on event 7 with what the store says of it, as a run or a slice does. */
  const on7 = async <T>(act: () => T): Promise<T> => {
    const release = await claims.fetch([7]);
    const result = act();
    release();
    return result;
  };
  let leaving: ReturnType<Claims["take"]> | null = null;
  const arrive = (): void => {
    if (leaving === null) return;
    store.apply(leaving);
    claims.stored();
    leaving = null;
  };
  const step = (): void => {
    if (when === "pending") return;
    arrive();
    leaving = claims.take();
    if (when === "stored") arrive();
  };

  test("an event taken back before any campaign holds it stands nowhere", async () => {
    expect(claims.takeBack(7, "public")).toBe("public");
    step();
    await on7(() => claims.add(claim(1, 7)));
    step();
    expect(await on7(() => claims.set(1, 7, true))).toBeNull();
    expect(claims.bucketAt(7, "public", store.now(7))).toBeNull();
  });

  test("one taken back while it is claimed leaves the bucket it was moved to, and is not given back", async () => {
    await on7(() => claims.add(claim(1, 7)));
    step();
    expect(await on7(() => claims.set(1, 7, true))).toEqual({ from: "public", to: "rejected" });
    step();
    expect(await on7(() => claims.takeBack(7, "public"))).toBe("rejected");
    step();
    expect(await on7(() => claims.set(1, 7, false))).toBeNull();
  });

  test("two campaigns move it once, and only the last one gives it back", async () => {
    for (const campaign of [1, 2]) await on7(() => claims.add(claim(campaign, 7, "held")));
    step();
    expect(await on7(() => [claims.set(1, 7, true), claims.set(2, 7, true)])).toEqual([
      { from: "held", to: "rejected" },
      null,
    ]);
    step();
    expect(await on7(() => [claims.set(1, 7, false), claims.set(2, 7, false)])).toEqual([
      null,
      { from: "rejected", to: "held" },
    ]);
  });

  test("what is so already changes nothing", async () => {
    await on7(() => claims.add(claim(1, 7)));
    step();
    await on7(() => {
      claims.add(claim(1, 7));
      expect(claims.set(1, 7, false)).toBeUndefined();
      expect(claims.set(2, 7, true)).toBeUndefined();
      claims.set(1, 7, true);
    });
    step();
    expect(await on7(() => claims.set(1, 7, true))).toBeUndefined();
  });

  test("one its verdict rejected is claimed and moves nothing", async () => {
    await on7(() => claims.add(claim(1, 7, "rejected")));
    step();
    expect(await on7(() => claims.set(1, 7, true))).toBeNull();
    expect(claims.bucketAt(7, "rejected", store.now(7))).toBe("rejected");
  });

  test("what was fetched stays in step with what others change until it is let go", async () => {
    const release = await claims.fetch([7]);
    expect(claims.takeBack(7, "public")).toBe("public");
    step();
    step();
    await on7(() => claims.add(claim(1, 7)));
    step();
    step();
    expect(claims.set(1, 7, true)).toBeNull(); // taken back: it stands nowhere, so nothing moves
    release();
    step();
    step();
    expect(claims.bucketAt(7, "public", store.now(7))).toBeNull();
  });
});

test("what changes while the store is read is neither lost nor doubled, whenever it arrives there", async () => {
  const store = memory();
  let answer: (() => void) | null = null;
  let reads = 0;
  const slow = {
    standings: async (positions: readonly number[]) => {
      reads++;
      const read = positions.map(store.now); // as it is now, told later
      if (reads === 1) await new Promise<void>((resolve) => (answer = resolve));
      return read;
    },
  };
  store.apply({ added: [claim(1, 7)], set: [], takenBack: [] });
  const claims = new Claims(slow, { first: 7, last: 7 });
  expect([claims.needs(7), claims.needs(6), claims.any]).toEqual([true, false, true]);
  expect(() => claims.takeBack(7, "public")).toThrow("was not fetched");
  const first = claims.fetch([7]);
  const release = await claims.fetch([7]);
  expect(claims.needs(7)).toBe(false);
  expect(claims.set(1, 7, true)).toEqual({ from: "public", to: "rejected" });
  release();
  store.apply(claims.take());
  claims.stored();
  answer!();
  const last = await first;
  expect(reads).toBe(3);
  expect(claims.set(1, 7, true)).toBeUndefined();
  last();
  expect(claims.needs(7)).toBe(true);
});

test("the numbers of a target: held, claimed, corrected, and what counts only without or only with", async () => {
  const claims = new Claims(memory(), null);
  const release = await claims.fetch([1, 2, 3, 4]);
  const numbers = (campaign: number): number[] => {
    const { events, claimed, corrected, counted, lifted } = claims.pendingTally(campaign, 0);
    return [events, claimed, corrected, counted, lifted];
  };
  for (const position of [1, 2, 3]) claims.add(claim(1, position));
  claims.add(claim(1, 4, "held"));
  claims.add(claim(2, 1));
  expect([numbers(1), numbers(2)]).toEqual([
    [4, 0, 0, 3, 0],
    [1, 0, 0, 1, 0],
  ]);
  for (const position of [1, 2, 4]) claims.set(1, position, true);
  expect([numbers(1), numbers(2)]).toEqual([
    [4, 3, 3, 1, 2],
    [1, 0, 0, 0, 0], // the other one claims it: confirming or dismissing this one makes no difference
  ]);
  claims.takeBack(2, "public");
  expect(numbers(1)).toEqual([4, 3, 2, 1, 1]);
  release();
  claims.discard(true);
  expect([claims.take().takenBack, numbers(1)]).toEqual([[2], [0, 0, 0, 0, 0]]);
});
