import { beforeEach, describe, expect, test } from "vitest";
import type { Bucket } from "../nouns/counts.ts";
import type { EventClaim } from "../ports/campaigns.ts";
import { Claims } from "./claims.ts";

/** A store of claims that takes what it is given, at once or when told to. */
function memory() {
  const claims = new Map<string, EventClaim>();
  const gone = new Set<number>();
  const at = (position: number) => [...claims.values()].filter((claim) => claim.position === position);
  return {
    claimsAt: at,
    claimRange: () => {
      const positions = [...claims.values()].map(({ position }) => position);
      return positions.length === 0 ? null : { first: Math.min(...positions), last: Math.max(...positions) };
    },
    takenBack: (position: number) => gone.has(position),
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
    claims = new Claims(store);
    leaving = null;
  });
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

  test("an event taken back before any campaign holds it stands nowhere", () => {
    expect(claims.takeBack(7, "public")).toBe("public");
    step();
    claims.add(claim(1, 7));
    step();
    expect(claims.set(1, 7, true)).toBeNull();
    expect(claims.bucketAt(7, "public")).toBeNull();
  });

  test("one taken back while it is claimed leaves the bucket it was moved to, and is not given back", () => {
    claims.add(claim(1, 7));
    step();
    expect(claims.set(1, 7, true)).toEqual({ from: "public", to: "rejected" });
    step();
    expect(claims.takeBack(7, "public")).toBe("rejected");
    step();
    expect(claims.set(1, 7, false)).toBeNull();
  });

  test("two campaigns move it once, and only the last one gives it back", () => {
    for (const campaign of [1, 2]) claims.add(claim(campaign, 7, "held"));
    step();
    expect([claims.set(1, 7, true), claims.set(2, 7, true)]).toEqual([
      { from: "held", to: "rejected" },
      null,
    ]);
    step();
    expect([claims.set(1, 7, false), claims.set(2, 7, false)]).toEqual([
      null,
      { from: "rejected", to: "held" },
    ]);
  });

  test("what is so already changes nothing", () => {
    claims.add(claim(1, 7));
    step();
    claims.add(claim(1, 7));
    expect(claims.set(1, 7, false)).toBeUndefined();
    expect(claims.set(2, 7, true)).toBeUndefined();
    expect(claims.set(1, 8, true)).toBeUndefined();
    claims.set(1, 7, true);
    step();
    expect(claims.set(1, 7, true)).toBeUndefined();
  });

  test("one its verdict rejected is claimed and moves nothing", () => {
    claims.add(claim(1, 7, "rejected"));
    step();
    expect([claims.set(1, 7, true), claims.bucketAt(7, "rejected")]).toEqual([null, "rejected"]);
  });
});

test("the numbers of a target: held, claimed, corrected, and what counts only without or only with", () => {
  const claims = new Claims(memory());
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
  claims.discard(true);
  expect([claims.take().takenBack, numbers(1)]).toEqual([[2], [0, 0, 0, 0, 0]]);
});
