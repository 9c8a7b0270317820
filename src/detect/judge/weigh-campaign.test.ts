import { describe, expect, it } from "vitest";
import { evidenceOf } from "../../nouns/campaign.fixture.ts";
import type { CampaignEvidence, InterestEvidence } from "../../nouns/campaign.ts";
import { INTEREST } from "../../nouns/interest.fixture.ts";
import { weighCampaign } from "./weigh-campaign.ts";

const weigh = (
  interest: Partial<InterestEvidence>,
  evidence: Partial<CampaignEvidence> = {},
  members = 300,
) =>
  weighCampaign(
    evidenceOf({
      returnRatio: 0,
      reciprocity: 0,
      common: [],
      gapVariation: null,
      ...evidence,
      interest: { ...INTEREST, ...interest },
    }),
    members,
  );

describe("weighCampaign", () => {
  it("shows a pool that serves unrelated owners once each, evenly, on many occasions", () => {
    expect(weigh({}).score).toBeGreaterThan(0.9);
  });

  it("does not take things whose owners nobody knows for so many owners", () => {
    const byLot = (ownersKnown: boolean, ownersEffective: number): boolean =>
      weigh({
        ownersKnown,
        ownersEffective,
        lotSpread: 0,
        lotSpreadError: 0.001,
        memberShare: 0.2,
        occasions: 5,
      }).reasons.some(({ rule }) => rule === "by_lot");
    expect([byLot(true, 9), byLot(false, 9), byLot(false, 40)]).toEqual([true, false, false]);
  });

  it.each<readonly [string, Partial<InterestEvidence>, Partial<CampaignEvidence>]>([
    ["fans of two idols", { ownersEffective: 2, ownersServed: 2, actsPerOwner: 9, targetsPerOwner: 20 }, {}],
    ["a circle who like each other", {}, { reciprocity: 0.9 }],
    [
      "a community whose people share much elsewhere and come in heavy tails",
      { sharedElsewhere: 8, servedSpread: 0.9, audiencesShare: 9 },
      {},
    ],
    [
      "a guild that comes back to the same ten owners",
      { ownersEffective: 10, actsPerOwner: 3, targetsPerOwner: 10 },
      {},
    ],
    [
      "a class, once, in one room",
      { occasions: 1, sharedElsewhere: 3, audiencesShare: 3, memberShare: 0.6, twinShare: 0.06 },
      {},
    ],
  ])("does not show %s", (_, interest, evidence) => {
    expect(weigh(interest, evidence).score).toBeLessThan(0.5);
  });

  it("takes what members bring beyond an owner's usual for guilt only from many who came often and once each", () => {
    const lifted = { aboveUsual: 100, occasions: 5, ownersEffective: 15 };
    const told = (interest: Partial<InterestEvidence>, members = 300): number =>
      weigh({ ...lifted, ...interest }, {}, members).reasons.find(({ rule }) => rule === "above_usual")
        ?.weight ?? 0;
    expect(told({})).toBeCloseTo(4, 9);
    expect(told({ aboveUsual: 20 })).toBeCloseTo(2, 1);
    // A community, what is hot on one evening, fans, a class, unknown owners.
    const honest: readonly Partial<InterestEvidence>[] = [
      { aboveUsual: 2 },
      { occasions: 1.2 },
      { actsPerOwner: 3 },
      { ownersEffective: 4 },
      { ownersKnown: false },
      { aboveUsual: null },
    ];
    for (const interest of honest) expect(told(interest)).toBe(0);
    expect(told({}, 40)).toBe(0);
  });

  it("lets circles go, leaves those in doubt to a person, and sells no innocence to who serves strangers", () => {
    const plain = { aboveUsual: 100, ownersEffective: 12, strangersEffective: 11 };
    expect(weigh(plain).score).toBeGreaterThan(0.99);
    // Friends: nearly all who gain are of the circle.
    expect(weigh({ ...plain, strangersEffective: 2 }, { reciprocity: 0.9 }).score).toBeLessThan(0.5);
    // A few friends among those who gain: shown, never plain.
    const doubtful = weigh({ ...plain, strangersEffective: 9 }, { reciprocity: 0.12 });
    expect(doubtful.score).toBeGreaterThan(0.5);
    expect(doubtful.score).toBeLessThanOrEqual(0.951);
    expect(doubtful.lnOdds).toBeCloseTo(2.94, 6);
    // Hands that own half of the targets, and serve thirty customers with the other half.
    const bought = { ...plain, ownersEffective: 60, strangersEffective: 30 };
    expect(weigh(bought, { reciprocity: 0.5 }).lnOdds).toBeCloseTo(weigh(bought).lnOdds, 9);
  });

  it.each<readonly [string, Partial<InterestEvidence>, number]>([
    ["whom a platform's task sent", { calledShare: 1 }, -10],
    ["a few of whom a push sent", { calledShare: 0.2 }, 0],
    ["who do all that a draw asks", { manyKindsShare: 0.8 }, -7],
    ["who like and comment now and then", { manyKindsShare: 0.25 }, 0],
    ["who come to all of a drive's families on each of its days", { daysPerOwner: 3, ownersTogether: 1 }, -6],
    ["who are sent to all customers on one day", { daysPerOwner: 1, ownersTogether: 1 }, 0],
    ["customers who order again on days of their own", { daysPerOwner: 3, ownersTogether: 0.3 }, 0],
  ])("weighs honest life: %s", (_, interest, weight) => {
    expect(weigh(interest).lnOdds - weigh({}).lnOdds).toBeCloseTo(weight, 9);
    // Who lives on a rack is nobody's regular, and no prize hunter; what the platform called for it did all the same.
    const racked = { rackedShare: 1 };
    const beside = { memberShare: 0.2 };
    const left = interest.calledShare === undefined ? 0 : weight;
    expect(weigh({ ...interest, ...beside }, racked).lnOdds - weigh(beside, racked).lnOdds).toBeCloseTo(
      left,
      9,
    );
  });

  it.each<readonly [string, Partial<InterestEvidence>, number, number]>([
    ["few acts are told: regulars of draws come as unevenly as people do", { servedSpread: 0.05 }, 300, -7],
    ["few acts are told, and few come: chance makes some of them even", {}, 60, -7],
    ["few acts are told, but many come as evenly as hands told off to orders", {}, 300, 0],
    ["few acts are told of who do nothing else", { memberShare: 1, servedSpread: 0.05 }, 300, 0],
    ["no owner is known either", { ownersKnown: false, servedSpread: 0.05 }, 300, -7],
    ["no owner is known, and they come evenly, as a town may", { ownersKnown: false }, 300, -4],
    ["no owner is known of what they do who do nothing else", { ownersKnown: false, memberShare: 1 }, 300, 0],
  ])("takes for innocence what nobody can know: %s", (_, interest, members, weight) => {
    const untold = ({ reasons }: ReturnType<typeof weigh>): number =>
      reasons
        .filter(({ rule }) => rule === "kinds_untold" || rule === "gainers_unknown")
        .reduce((sum, own) => sum + own.weight, 0);
    expect(untold(weigh({ ...interest, manyKindsShare: null }, {}, members))).toBeCloseTo(weight, 9);
    const racked = { rackedShare: 1 };
    const beside = { memberShare: 0.2 };
    expect(untold(weigh({ ...interest, ...beside, manyKindsShare: null }, racked))).toBeCloseTo(0, 9);
  });

  it("takes neither lots nor lifts of who was called for guilt, but of hands that live on racks", () => {
    const lots = { lotSpread: 0, lotSpreadError: 0.001, memberShare: 0.2, occasions: 5, aboveUsual: 100 };
    const company = (interest: Partial<InterestEvidence>, evidence: Partial<CampaignEvidence> = {}): number =>
      weigh({ ...lots, ...interest }, evidence).reasons.filter(
        ({ rule }) => rule === "by_lot" || rule === "above_usual",
      ).length;
    expect([company({}), company({ calledShare: 0.2 }), company({ calledShare: 0.9 })]).toEqual([2, 2, 0]);
    expect(company({ calledShare: 0.9 }, { rackedShare: 1 })).toBe(2);
  });

  it("says what hands that open nothing and never sleep show, and never takes it for innocence", () => {
    const usual = { opened: 0.9, openedUsual: 0.9, openedElsewhere: 0.9, quiet: 0.04, quietUsual: 0.04 };
    const plain = weigh({}).lnOdds;
    expect(weigh(usual).lnOdds).toBeCloseTo(plain, 1);
    const unopened = { ...usual, opened: 0.02 };
    expect(weigh(unopened).lnOdds).toBeGreaterThan(plain + 1.5);
    // A client that never reports views does so everywhere.
    const client = weigh({ ...unopened, openedElsewhere: 0 }).lnOdds;
    expect(client).toBeLessThan(plain + (weigh(unopened).lnOdds - plain) * 0.6);
    expect(weigh({ ...usual, quiet: 0.25 }).lnOdds).toBeCloseTo(plain + 3.5, 1);
    expect(weigh({ ...usual, quiet: 0.7 }).lnOdds).toBeCloseTo(plain, 1); // awake elsewhere
    expect(weigh({ ...usual, openedUsual: 0.2, opened: 0 }).lnOdds).toBeCloseTo(plain, 1); // likes from cards
    expect(weigh({ ...usual, opened: 1, quiet: 0 }).lnOdds).toBeCloseTo(plain, 1);
  });

  it("takes newcomers of a region for what they are, and not accounts that share phones", () => {
    const batch = { kind: "registered_hour", share: 0.95, values: 3, baseline: 0.02 } as const;
    const own = { kind: "device", share: 0, values: 0, baseline: 0 } as const;
    const shared = { kind: "device", share: 0.95, values: 9, baseline: 0.01 } as const;
    const region = weigh({}, { common: [batch, own] });
    const farm = weigh({}, { common: [batch, shared] });
    expect(region.lnOdds).toBeLessThan(weigh({}).lnOdds - 3);
    expect(farm.lnOdds).toBeGreaterThan(weigh({}).lnOdds + 3);
    // Where nobody knows who shares a phone, a batch says nothing.
    expect(weigh({}, { common: [batch] }).lnOdds).toBeCloseTo(weigh({}).lnOdds, 9);
  });

  it("counts what is uneven or related for nothing, never for innocence", () => {
    const least = weigh({
      servedSpread: 5,
      sharedElsewhere: 50,
      audiencesShare: 50,
      memberShare: 1e-4,
      twinShare: 1,
    });
    for (const { weight } of least.reasons.filter(({ rule }) => !["no_return"].includes(rule)))
      expect(weight).toBeGreaterThanOrEqual(0);
  });

  it("lets no single line decide", () => {
    const { reasons } = weigh({});
    for (const { weight } of reasons) expect(Math.abs(weight)).toBeLessThanOrEqual(7);
  });
});
