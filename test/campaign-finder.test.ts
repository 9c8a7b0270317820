import { describe, expect, it } from "vitest";
import { CampaignFinder } from "../src/flow/campaign-finder.ts";
import { EventNames } from "../src/flow/event-names.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import type { CampaignReport } from "../src/nouns/campaign-report.ts";
import { createEventRow } from "../src/nouns/event-row.ts";
import type { SimulationOptions } from "../src/simulate/options.ts";
import { createSimulation } from "../src/simulate/simulation.ts";

const decoder = createDecoder();
const row = createEventRow();

function decode(line: string): void {
  const bytes = Buffer.from(line);
  const rejection = decoder.decode(bytes, 0, bytes.length, row, Number.POSITIVE_INFINITY);
  if (rejection !== null) throw new Error(JSON.stringify(rejection));
}

/** A simulated day through the finder, and what was sold in it. */
function findIn(options: SimulationOptions) {
  const simulation = createSimulation(options);
  const finder = new CampaignFinder();
  for (const { bytes } of simulation.runs()) {
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(0x0a, start);
      decoder.decode(bytes, start, end, row, Number.POSITIVE_INFINITY);
      finder.add(row);
      start = end + 1;
    }
  }
  return { campaigns: finder.finish(), sold: simulation.campaigns() };
}

describe("campaigns of a simulated day", () => {
  it("finds farms, emulators and bots, and names who, what and which events", () => {
    const { campaigns, sold } = findIn({
      seed: 12,
      eventsPerDay: 60_000,
      attacks: [
        { family: "device_farm", orders: 6, amount: 50 },
        { family: "emulator_farm", orders: 6, amount: 50 },
        { family: "bot_burst", orders: 6, amount: 50 },
      ],
    });
    const members = new Set(sold.flatMap((pool) => pool.members));
    const found = campaigns.flatMap((campaign) => campaign.members);
    const right = found.filter((actor) => members.has(actor));
    expect(right.length / found.length).toBeGreaterThan(0.95);
    expect(new Set(right).size / members.size).toBeGreaterThan(0.8);
    for (const pool of sold) {
      const shared = (campaign: CampaignReport): number =>
        campaign.members.filter((actor) => pool.members.includes(actor)).length;
      const best = campaigns.toSorted((a, b) => shared(b) - shared(a))[0];
      expect(best, pool.family).toBeDefined();
      // Its orders are all there; in so small a town a farm's cover may make up an audience too.
      const named = new Set(best!.targets.map(({ kind, id }) => `${kind}/${id}`));
      for (const { kind, id } of pool.targets) expect(named, pool.family).toContain(`${kind}/${id}`);
      expect(best!.events.length).toBeGreaterThan(100);
      expect(best!.reasons[0]!.text.zh).not.toContain("{");
    }
  });

  it("finds nothing where nothing was sold", () => {
    expect(findIn({ seed: 13, eventsPerDay: 60_000, attacks: "none" }).campaigns).toEqual([]);
  });
});

/** A small seeded generator (mulberry32, T. Ettinger, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function everythingAtOnce(
  event: (i: number, actor: string, target: string, atMs: number) => string,
  atMs: number,
): string[] {
  const random = mulberry32(3);
  return Array.from({ length: 2_000 }, (_, i) =>
    event(i, `u${Math.floor(random() * 700)}`, `v${Math.floor(random() * 300)}`, atMs),
  );
}

describe("odd streams", () => {
  const event = (i: number, actor: string, target: string, atMs: number): string =>
    JSON.stringify({
      id: `e${i}`,
      type: "like",
      at: atMs,
      actor: { id: actor },
      target: { kind: "video", id: target },
    });
  const find = (lines: readonly string[]) => {
    const finder = new CampaignFinder();
    for (const line of lines) {
      decode(line);
      finder.add(row);
    }
    return finder.finish();
  };
  const start = 1_700_000_000_000;

  it.each([
    ["no events", []],
    [
      "one target liked by a crowd in an hour",
      Array.from({ length: 20_000 }, (_, i) => event(i, `u${i}`, "v", start + i * 180)),
    ],
    [
      "one account on many targets",
      Array.from({ length: 5_000 }, (_, i) => event(i, "u", `v${i}`, start + i * 1000)),
    ],
    ["everything in one millisecond", everythingAtOnce(event, start)],
    [
      "years between events",
      Array.from({ length: 30 }, (_, i) => event(i, `u${i}`, "v", start + i * 40_000_000_000)),
    ],
  ])("%s: no campaign", (_name, lines) => {
    expect(find(lines)).toEqual([]);
  });

  it("keeps one campaign over the edge of its windows, from who, what and when alone", () => {
    const lines: string[] = [];
    const random = mulberry32(7);
    const day = 86_400_000;
    // Thirty accounts work off twelve orders of twelve owners over eight days, among a thousand people's likes.
    const acts: { atMs: number; actor: string; target: string }[] = [];
    for (let order = 0; order < 12; order++) {
      for (let i = 0; i < 30; i++) {
        acts.push({ atMs: start + order * 0.6 * day + i * 40_000, actor: `w${i}`, target: `bought${order}` });
      }
    }
    for (let i = 0; i < 16_000; i++) {
      acts.push({
        atMs: start + ((i * 43_200) % (8 * day)),
        actor: `u${Math.floor(random() * 1000)}`,
        target: `v${Math.floor(random() * 1500)}`,
      });
    }
    acts.sort((a, b) => a.atMs - b.atMs);
    acts.forEach(({ atMs, actor, target }, i) => {
      lines.push(
        JSON.stringify({
          id: `e${i}`,
          type: "like",
          at: atMs,
          actor: { id: actor },
          target: { kind: "video", id: target, owner: `o-${target}` },
        }),
      );
    });
    const campaigns = find(lines);
    expect(campaigns).toHaveLength(1);
    expect(campaigns[0]!.members.toSorted()).toEqual(
      Array.from({ length: 30 }, (_, i) => `w${i}`).toSorted(),
    );
    expect(campaigns[0]!.targets).toHaveLength(12);
    expect(campaigns[0]!.events).toHaveLength(360);
    // In words, what it did to each target, and what else it could be where no address and no device is known.
    expect(campaigns[0]!.headline.en).toMatch(
      /^30 accounts acted together on 12 targets of 12 owners within /,
    );
    for (const { acts } of campaigns[0]!.targets) {
      expect(acts).toEqual([
        { type: "like", members: 30, audience: expect.any(Number), events: 30, counted: 30 },
      ]);
      expect(acts[0]!.audience).toBeGreaterThanOrEqual(30);
    }
    const findings = new Map(
      campaigns[0]!.innocent_explanations.map((one) => [one.explanation, one.finding]),
    );
    expect(findings.get("fan_club")).toBe("excluded");
    expect(findings.get("shared_exit")).toBe("not_measurable");
  });

  it("takes the tail of an order whose accounts do nothing else any more when it is delivered", () => {
    const random = mulberry32(9);
    const hour = 3_600_000;
    const acts: { atMs: number; actor: string; target: string }[] = [];
    for (let order = 0; order < 8; order++)
      for (let i = 0; i < 40; i++)
        acts.push({ atMs: start + order * 4 * hour + i * 40_000, actor: `w${i}`, target: `bought${order}` });
    // One more order: half of it in the first window, half once that window is past.
    for (let i = 0; i < 40; i++)
      acts.push({ atMs: start + (i < 20 ? 40 : 100) * hour + i * 60_000, actor: `w${i}`, target: "slow" });
    for (let i = 0; i < 12_000; i++) {
      const actor = `u${Math.floor(random() * 1000)}`;
      acts.push({ atMs: start + i * 43_200, actor, target: `v${Math.floor(random() * 1500)}` });
    }
    acts.sort((a, b) => a.atMs - b.atMs);
    // Views alone make a campaign only where its viewers have phones and sign-ups in common.
    const views = acts.map(({ atMs, actor, target }, i) => {
      const bought = actor.startsWith("w");
      return JSON.stringify({
        ...JSON.parse(event(i, actor, target, atMs)),
        type: "view",
        actor: { id: actor, registered_at: bought ? start - 86_400_000 : start - 1e9 - i * 1e6 },
        context: { device: bought ? "rack" : `d-${actor}` },
      });
    });
    const [campaign] = find(views); // weeks are looked at without views: nothing else tells of the second half
    const slow = campaign!.targets.find(({ id }) => id === "slow");
    expect(slow!.acts.map(({ events }) => events)).toEqual([40]);
  });
});

describe("the counterfactual", () => {
  it("leaves out what did not count and what was taken back", () => {
    const finder = new CampaignFinder();
    const random = mulberry32(5);
    const lines: { readonly atMs: number; readonly line: string; readonly counted: boolean }[] = [];
    const put = (atMs: number, actor: string, target: string, type = "like", counted = true): void => {
      const owner = `o-${target}`;
      // In a day timing alone makes no campaign: hands stand on one rack.
      const device = actor.startsWith("w") ? "rack" : `d-${actor}`;
      const event = { id: `e${lines.length}`, type, at: atMs, actor: { id: actor }, context: { device } };
      const line = JSON.stringify({ ...event, target: { kind: "video", id: target, owner } });
      lines.push({ atMs, line, counted });
    };
    for (let order = 0; order < 10; order++) {
      for (let i = 0; i < 30; i++) {
        const atMs = 1_700_000_000_000 + order * 7_200_000 + i * 20_000;
        put(atMs, `w${i}`, `bought${order}`, "like", i >= 12);
        if (i >= 25) put(atMs + 3_600_000, `w${i}`, `bought${order}`, "unlike");
      }
    }
    for (let i = 0; i < 12_000; i++) {
      const target = `v${Math.floor(random() * 1500)}`;
      put(1_700_000_000_000 + i * 7_000, `u${Math.floor(random() * 1000)}`, target);
    }
    for (const { line, counted } of lines.sort((a, b) => a.atMs - b.atMs)) {
      decode(line);
      finder.add(row, counted);
    }
    const [campaign] = finder.finish();
    expect(campaign!.members).toHaveLength(30);
    for (const { acts } of campaign!.targets) expect(acts[0]).toMatchObject({ events: 30, counted: 13 });
  });
});

describe("a file whose events are all of one minute", () => {
  it("accuses nobody: its times are no times", () => {
    const told = (spanMs: number) => {
      const random = mulberry32(8);
      const events: { readonly actor: string; readonly target: string; readonly atMs: number }[] = [];
      const put = (actor: string, target: string): void => {
        events.push({ actor, target, atMs: Math.floor(1_700_000_000_000 + random() * spanMs) });
      };
      for (let order = 0; order < 20; order++) for (let i = 0; i < 120; i++) put(`w${i}`, `bought${order}`);
      for (let i = 0; i < 20_000; i++)
        put(`u${Math.floor(random() * 3000)}`, `v${Math.floor(random() ** 2 * 3000)}`);
      const finder = new CampaignFinder();
      for (const { actor, target, atMs } of events.sort((a, b) => a.atMs - b.atMs)) {
        const device = actor.startsWith("w") ? `rack${Number(actor.slice(1)) % 20}` : `d-${actor}`;
        decode(
          `{"id":"${finderEvents++}","type":"like","at":${atMs},"actor":{"id":"${actor}"},"target":{"kind":"video","id":"${target}","owner":"o-${target}"},"context":{"device":"${device}"}}`,
        );
        finder.add(row);
      }
      return { campaigns: finder.finish(), limits: finder.shape().limits };
    };
    expect(told(0)).toMatchObject({ campaigns: [], limits: expect.arrayContaining(["one_moment"]) });
    expect(told(30_000).campaigns).toEqual([]);
    expect(told(36_000_000).campaigns).toHaveLength(1); // ten hours are short, and have times
  });
});

let finderEvents = 0;

describe("names of events", () => {
  it("gives back what it took, also after forgetting", () => {
    const names = new EventNames();
    for (let i = 0; i < 5_000; i++) {
      decode(
        `{"id":"事件${i}","type":"like","at":1,"actor":{"id":"u${i}"},"target":{"kind":"video","id":"v\\u0041${i}"}}`,
      );
      expect(names.add(row, { actor: i, target: i }, i !== 4_999)).toBe(i);
    }
    const kept = Int32Array.of(7, 3_000, 4_999);
    names.keepOnly(kept, kept, kept);
    expect(names.of(1, { actor: 1, target: 1 })).toEqual({
      id: "事件3000",
      actor: "u3000",
      kind: "video",
      target: "vA3000",
      type: "like",
      counted: true,
    });
    expect(names.of(2, { actor: 2, target: 2 })).toMatchObject({ id: "事件4999", counted: false });
    expect(() => names.of(3, { actor: 3, target: 3 })).toThrow("3");
  });
});
