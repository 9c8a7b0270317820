import { describe, expect, it } from "vitest";
import { HOUR_MS, SECOND_MS } from "../../nouns/durations.ts";
import { columnsOf, START_MS, seeded, type Told } from "../columns/fixture-columns.ts";
import { findSecondTier, type SecondTierTarget } from "./second-tier.ts";
import { CONVERTED_HIGH, FIELD_HIGH, SECOND_ACTORS_MIN, SECOND_TARGETS_MIN } from "./second-tier-limits.ts";
import { SECOND_BAR, SECOND_BAR_CONVERTED, SECOND_FIELDS, SECOND_WEIGHTS } from "./second-tier-weights.ts";
import { secondEvidenceText, secondHeadline } from "./second-tier-words.ts";

const DAYS = 6;
const TOPICS = 12;
const TARGETS = 360;

/**
 * A week of likes without views: people have two topics of twelve and come several times; each
 * owner makes things of one topic, a few of every audience pass by. Some comments and favourites go
 * with the likes.
 */
function ordinaryWeek(seed: number): Told[] {
  const random = seeded(seed);
  const events: Told[] = [];
  for (let person = 0; person < 900; person++) {
    const topics = [Math.floor(TOPICS * random()), Math.floor(TOPICS * random())];
    const visits = 2 + Math.floor(6 * random());
    for (let visit = 0; visit < visits; visit++) {
      const beginMs = START_MS + Math.floor(DAYS * 24 * HOUR_MS * random());
      for (let step = 0; step < 5; step++) {
        const topic = random() < 0.8 ? topics[step % 2]! : Math.floor(TOPICS * random());
        const target = topic + TOPICS * Math.floor((TARGETS / TOPICS) * random() ** 1.3);
        const liked: Told = {
          actor: `u${person}`,
          target: `v${target}`,
          owner: `o${target % 40}`,
          atMs: beginMs + step * 40 * SECOND_MS,
        };
        events.push(liked);
        if (random() < 0.25) events.push({ ...liked, type: "favorite", atMs: liked.atMs + SECOND_MS });
        if (random() < 0.2) events.push({ ...liked, type: "comment", atMs: liked.atMs + 2 * SECOND_MS });
      }
    }
  }
  return events;
}

/**
 * People of whom each is paid for one like, with some likes on anything about the same time as
 * cover.
 */
function usedOnce(seed: number, orders: number, lot: number): Told[] {
  const random = seeded(seed);
  return Array.from({ length: orders }, (_, order) =>
    Array.from({ length: lot }, (_, hand): Told[] => {
      const atMs = START_MS + Math.floor(DAYS * 24 * HOUR_MS * random());
      const own = { actor: `h${order}-${hand}`, atMs };
      const cover = Array.from({ length: 4 }, (_, i) => {
        const target = Math.floor(TARGETS * random());
        return {
          ...own,
          target: `v${target}`,
          owner: `o${target % 40}`,
          atMs: atMs + (i - 2) * 60 * SECOND_MS,
        };
      });
      return [...cover, { ...own, target: `paid${order}`, owner: `buyer${order}` }];
    }).flat(),
  ).flat();
}

const toldOf = (events: readonly Told[]): readonly SecondTierTarget[] =>
  findSecondTier(columnsOf(events)).targets.filter(({ told }) => told);
const keysOf = (events: readonly Told[]): ReadonlySet<string> =>
  new Set(findSecondTier(columnsOf(events)).targets.map(({ targetKey }) => targetKey));

describe("findSecondTier", () => {
  it("tells targets of hands used once, without views and without shares", () => {
    const week = ordinaryWeek(1);
    const honest = keysOf(week);
    const told = toldOf([...week, ...usedOnce(2, 6, 50)]);
    expect(told.filter(({ targetKey }) => !honest.has(targetKey)).length).toBeGreaterThanOrEqual(5);
    expect(told.filter(({ targetKey }) => honest.has(targetKey)).length).toBeLessThanOrEqual(
      honest.size / 100,
    );
  });

  it("names nobody", () => {
    const told = toldOf([...ordinaryWeek(1), ...usedOnce(2, 6, 50)]);
    expect(JSON.stringify(told)).not.toMatch(/h\d+-\d+/);
    for (const target of told) expect(Object.keys(target)).not.toContain("actor");
  });

  it("holds its rate over honest weeks", () => {
    let told = 0;
    let looked = 0;
    for (let seed = 10; seed < 16; seed++) {
      const { targets } = findSecondTier(columnsOf(ordinaryWeek(seed)));
      looked += targets.length;
      told += targets.filter((target) => target.told).length;
    }
    expect(looked).toBeGreaterThan(1000);
    expect(told / looked).toBeLessThanOrEqual(0.01);
  });

  /** One like on a new thing, right after another act, by the people whose place `comes` picks. */
  function hit(
    week: readonly Told[],
    owner: string,
    comes: (acts: readonly Told[]) => Told | undefined,
  ): Told[] {
    const lives = new Map<string, Told[]>();
    for (const event of week) lives.set(event.actor, [...(lives.get(event.actor) ?? []), event]);
    const likes = [...lives].flatMap(([actor, acts]): Told[] => {
      const after = comes(acts);
      if (after === undefined) return [];
      return [{ actor, target: "hit", owner, atMs: after.atMs + 5 * SECOND_MS }];
    });
    const comments = likes
      .filter((_, at) => at % 3 === 0)
      .map((event): Told => ({ ...event, type: "comment" }));
    return [...week, ...likes, ...comments];
  }
  const toldNew = (week: readonly Told[], events: readonly Told[]): readonly SecondTierTarget[] => {
    const before = keysOf(week);
    return toldOf(events).filter(({ targetKey }) => !before.has(targetKey));
  };

  it("is quiet about a hit among people of its topic, with some strangers", () => {
    const week = ordinaryWeek(3);
    const random = seeded(4);
    const events = hit(week, "o0", (acts) => {
      const ofTopic = acts.filter(({ target }) => Number(target!.slice(1)) % TOPICS === 0);
      if (ofTopic.length >= 3 && random() < 0.7) return ofTopic[0];
      return random() < 0.01 ? acts[0] : undefined;
    });
    expect(
      events.filter(({ target, type }) => target === "hit" && type === undefined).length,
    ).toBeGreaterThan(40);
    expect(toldNew(week, events)).toEqual([]);
  });

  it("cannot tell hands from a hit of somebody new among people of no common taste, and says so", () => {
    const week = ordinaryWeek(3);
    const random = seeded(4);
    const events = hit(week, "somebody", (acts) =>
      random() < 0.3 ? acts[Math.floor(acts.length * random())] : undefined,
    );
    const told = toldNew(week, events);
    expect(told.length).toBeGreaterThan(0);
    for (const target of told) {
      expect(secondHeadline(target, "en")).toMatch(/a sudden hit/);
      expect(secondHeadline(target, "zh")).toMatch(/突然走红/);
    }
  });

  it.each([
    [SECOND_ACTORS_MIN - 1, 0],
    [SECOND_ACTORS_MIN, 1],
  ])("of a crowd of %d looks at %d", (lot, looked) => {
    const buyer = { target: "paid", owner: "o1" };
    const crowd = Array.from({ length: lot }, (_, i) => ({ ...buyer, actor: `h${i}`, atMs: START_MS + i }));
    const week = ordinaryWeek(5);
    const before = keysOf(week);
    const after = keysOf([...week, ...crowd]);
    expect([...after].filter((key) => !before.has(key)).length).toBe(looked);
  });

  it("is not decided by one field, however strange", () => {
    for (const field of SECOND_FIELDS) {
      if (field === "converted")
        expect(SECOND_WEIGHTS[field] * CONVERTED_HIGH).toBeLessThan(SECOND_BAR_CONVERTED);
      else expect(SECOND_WEIGHTS[field] * FIELD_HIGH).toBeLessThan(SECOND_BAR);
    }
  });

  it("measures racks of phones where devices are told, and conversion where views are, and neither elsewhere", () => {
    const week = ordinaryWeek(1);
    const paid = usedOnce(2, 6, 50);
    const fieldsOf = (events: readonly Told[]) =>
      new Map(
        findSecondTier(columnsOf(events)).targets.map(({ targetKey, evidence }) => [
          targetKey,
          new Map(evidence.map((one) => [one.field, one.deviations])),
        ]),
      );
    const bare = fieldsOf([...week, ...paid]);
    for (const fields of bare.values()) expect([...fields.keys()]).not.toContain("racked");
    const withDevices = [
      ...week.map((event): Told => ({ ...event, device: `own-${event.actor}` })),
      ...paid.map((event): Told => ({ ...event, device: `rack-${Number(event.actor.split("-")[1]) % 8}` })),
    ];
    const told = fieldsOf(withDevices);
    const racked = [...told.values()].filter((fields) => fields.get("racked") === FIELD_HIGH);
    expect(racked.length).toBeGreaterThanOrEqual(6);
    expect(racked.length).toBeLessThan(told.size / 10);
    // Twenty look for one who likes; who was paid likes what was opened.
    const looks = week.flatMap((event, at) =>
      event.type !== undefined
        ? []
        : Array.from(
            { length: 12 },
            (_, i): Told => ({ ...event, type: "view", actor: `u${(at * 7 + i * 131) % 900}` }),
          ),
    );
    const seen = fieldsOf([...looks, ...week, ...paid]);
    const high = [...seen.values()].filter((fields) => fields.get("converted") === CONVERTED_HIGH);
    expect(high.length).toBeGreaterThanOrEqual(6);
    expect(high.length).toBeLessThan(seen.size / 10);
  });

  it("does not depend on the order of events", () => {
    const events = [...ordinaryWeek(7), ...usedOnce(8, 3, 40)];
    expect(toldOf([...events].reverse())).toEqual(toldOf(events));
  });

  it.each<[string, readonly Told[]]>([
    ["nothing", []],
    ["one target only", ordinaryWeek(9).map((event) => ({ ...event, target: "v", owner: "o" }))],
    [
      "every account seen once",
      ordinaryWeek(9)
        .slice(0, 400)
        .map((event, i) => ({ ...event, actor: `n${i}` })),
    ],
  ])("claims nothing of %s", (_, events) => {
    expect(findSecondTier(columnsOf(events))).toEqual({ targets: [], notMeasurable: "too_few_targets" });
  });

  it("needs crowds to compare with", () => {
    const crowd = (t: number): Told[] =>
      Array.from({ length: SECOND_ACTORS_MIN }, (_, i) => ({
        actor: `u${(t * 7 + i) % 60}`,
        target: `v${t}`,
        owner: `o${t}`,
        atMs: START_MS + t * HOUR_MS + i * SECOND_MS,
      }));
    const days = (targets: number): Told[] => Array.from({ length: targets }, (_, t) => crowd(t)).flat();
    expect(findSecondTier(columnsOf(days(SECOND_TARGETS_MIN - 1))).notMeasurable).toBe("too_few_targets");
    expect(findSecondTier(columnsOf(days(SECOND_TARGETS_MIN))).notMeasurable).toBeNull();
  });

  it("does not measure who knew an owner that is not told, and stands all in one second", () => {
    const events = [...ordinaryWeek(1), ...usedOnce(2, 6, 50)];
    const nameless = findSecondTier(columnsOf(events.map((event) => ({ ...event, owner: null }))));
    for (const { evidence } of nameless.targets)
      expect(evidence.map(({ field }) => field)).not.toContain("unknown");
    expect(() =>
      findSecondTier(columnsOf(events.map((event) => ({ ...event, atMs: START_MS })))),
    ).not.toThrow();
  });
});

describe("words of the second tier", () => {
  const [target] = toldOf([...ordinaryWeek(1), ...usedOnce(2, 6, 50)]);

  it("say what is not claimed, in both languages", () => {
    expect(secondHeadline(target!, "en")).toMatch(/second tier.*No account is named.*nothing is corrected/);
    expect(secondHeadline(target!, "zh")).toMatch(/二级提示.*不指认任何账号，不修正任何计数/);
    expect(secondHeadline({ ...target!, type: "comment" }, "zh")).toContain("评论");
  });

  it.each(SECOND_FIELDS)("tell %s with its numbers", (field) => {
    const evidence = { field, hits: 31, of: 47, usual: 0.125, deviations: 2, weight: 1 };
    for (const language of ["en", "zh"] as const) {
      const text = secondEvidenceText(evidence, language);
      expect(text).toMatch(/47/);
      expect(text).toMatch(/31/);
      expect(text).toMatch(/12\.5|13/);
    }
  });
});
