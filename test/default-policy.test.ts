import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { MUST_FLAG } from "../evaluate/grid.ts";
import { type DayResult, evaluateDay, isFlagged, TUNING_SEEDS } from "../evaluate/simulated-day.ts";
import { createJudge } from "../src/flow/judge.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import { createEventRow } from "../src/nouns/event-row.ts";
import type { Policy } from "../src/nouns/policy.ts";
import { loadPolicy } from "../src/policy/load.ts";
import type { HonestSet } from "../src/simulate/truth.ts";

const policy = loadDefault();

function loadDefault(): Policy {
  const file = new URL("../policies/default.yaml", import.meta.url);
  const loaded = loadPolicy(readFileSync(file, "utf8"), "default.yaml");
  if (!loaded.ok)
    throw new Error(`policies/default.yaml does not load: ${JSON.stringify(loaded.diagnostics)}`);
  return loaded.policy;
}

const ALLOW = 0;
const CHALLENGE = 1;
const HOLD = 2;
const REJECT = 3;

describe("no rule alone", () => {
  test.each(policy.rules)("$name cannot hold an event", ({ weight, verdictMin }) => {
    expect(weight).toBeLessThan(policy.thresholds[1]);
    expect(verdictMin).toBe(ALLOW);
  });

  test("two of the strongest can", () => {
    const [first, second] = policy.rules.map(({ weight }) => weight).sort((a, b) => b - a);
    expect(1 - (1 - first!) * (1 - second!)).toBeGreaterThanOrEqual(policy.thresholds[1]);
  });
});

describe("a simulated day of 60,000 events", () => {
  let day: DayResult;
  beforeAll(() => {
    day = evaluateDay(policy, { seed: TUNING_SEEDS[0], eventsPerDay: 60_000 });
  });

  test("every campaign of the families that must be flagged is", () => {
    const campaigns = day.campaigns.filter(({ family }) => MUST_FLAG.includes(family));
    expect(new Set(campaigns.map(({ family }) => family)).size).toBe(MUST_FLAG.length);
    expect(campaigns.filter((campaign) => !isFlagged(campaign))).toEqual([]);
  });

  test("honest events are left alone", () => {
    const { events, held, rejected } = day.honest;
    expect(events).toBeGreaterThan(50_000);
    expect(rejected / events).toBeLessThanOrEqual(0.002);
    expect((held + rejected) / events).toBeLessThanOrEqual(0.005);
  });

  const CALM: readonly HonestSet[] = [
    "nat",
    "campus",
    "cafe",
    "flash_crowd",
    "live_surge",
    "family",
    "fan_club",
    "push_surge",
    "promotion",
  ];
  test.each(CALM)("so is the honest set %s", (set) => {
    const verdicts = day.sets.get(set)!;
    expect(verdicts.events).toBeGreaterThan(50);
    expect((verdicts.held + verdicts.rejected) / verdicts.events).toBeLessThanOrEqual(0.005);
  });

  test("counts of attacked targets come nearer to the truth", () => {
    const { rawError, publicError } = day.attacked;
    expect(rawError).toBeGreaterThan(0);
    expect(publicError / rawError).toBeLessThan(0.5);
  });
});

/** One event by hand. What is left out is left out of the line. */
interface Scene {
  readonly atS: number;
  readonly actor: string;
  readonly target?: string;
  readonly type?: string;
  readonly ip?: string;
  readonly ipKind?: string;
  readonly device?: string;
  readonly agent?: string;
  readonly emulator?: boolean;
  readonly source?: string;
  readonly dwellMs?: number;
  readonly preceding?: number;
  readonly ageDays?: number;
  readonly text?: string;
}

const START_MS = Date.UTC(2026, 10, 22, 4);

/** Scenes, sorted by time, through a fresh judge → verdicts in that order, with the names of the reasons of each. */
function play(
  scenes: readonly Scene[],
): { readonly scene: Scene; readonly verdict: number; readonly reasons: string[] }[] {
  const judge = createJudge(policy);
  const decoder = createDecoder();
  const row = createEventRow();
  return [...scenes]
    .sort((a, b) => a.atS - b.atS)
    .map((scene, i) => {
      const line = Buffer.from(`${JSON.stringify(eventOf(scene, i))}\n`);
      expect(decoder.decode(line, 0, line.length - 1, row, Number.POSITIVE_INFINITY)).toBeNull();
      const decision = judge.judge(row, Number.POSITIVE_INFINITY);
      const reasons = [...decision.reasonRule.subarray(0, decision.reasonCount)].map(
        (rule) => policy.rules[rule]!.name,
      );
      return { scene, verdict: decision.verdict, reasons };
    });
}

function eventOf(scene: Scene, i: number) {
  const atMs = START_MS + Math.round(scene.atS * 1000);
  const target = scene.target ?? "v1";
  return {
    id: `e${i}`,
    type: scene.type ?? "like",
    at: new Date(atMs).toISOString(),
    actor: {
      id: scene.actor,
      registered_at: new Date(
        START_MS - (scene.ageDays ?? 400 + 37 * (hash(scene.actor) % 30)) * 86_400_000,
      ).toISOString(),
    },
    target: { kind: scene.type === "live_like" ? "live" : "video", id: target, owner: `owner of ${target}` },
    context: {
      ip: scene.ip,
      ip_kind: scene.ipKind,
      device: scene.device,
      emulator: scene.emulator,
      user_agent: scene.agent,
      source: scene.source ?? "recommend",
    },
    behavior: { dwell_ms: scene.dwellMs, preceding_events: scene.preceding },
    content: scene.text === undefined ? undefined : { text: scene.text },
  };
}

function hash(text: string): number {
  let value = 0;
  for (const letter of text) value = (Math.imul(value, 31) + letter.charCodeAt(0)) >>> 0;
  return value;
}

/** A number in [0, 1) that looks like chance and is the same each time. */
function chance(i: number, salt = 0): number {
  return (Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(salt + 7, 0x85ebca6b)) >>> 0 === 0
    ? 0
    : (Math.imul((Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(salt + 7, 0x85ebca6b)) >>> 3, 0xc2b2ae35) >>> 0) /
        2 ** 32;
}

/** Looking times as people's are: log-normal, spread 0.8. */
function humanDwellMs(i: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - chance(i, 1))) * Math.cos(2 * Math.PI * chance(i, 2));
  return Math.round(9000 * Math.exp(0.8 * normal));
}

/** What a person of a crowd brings along: a device and a client of their own, habits of their own. */
function person(
  name: string,
  i: number,
): Pick<Scene, "actor" | "device" | "agent" | "dwellMs" | "preceding"> {
  return {
    actor: `${name}${i}`,
    device: `${name} phone ${i}`,
    agent: `Pebble/11.2 (Android 14; model ${Math.floor(60 * chance(i, 3) ** 2)})`,
    dwellMs: humanDwellMs(i),
    preceding: 3 + Math.floor(40 * chance(i, 4)),
  };
}

function range<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

describe("scenes", () => {
  test("31 likes from one home address within a minute, by different accounts on one target", () => {
    const played = play(
      range(31, (i) => ({ ...person("u", i), atS: i * 1.9, ip: "203.0.113.7", ipKind: "home" })),
    );
    expect(played[0]!.verdict).toBe(ALLOW);
    expect(played[30]!.verdict).toBeGreaterThanOrEqual(HOLD);
    expect(played.filter(({ verdict }) => verdict >= HOLD).length).toBeGreaterThanOrEqual(20);
  });

  const wall = (known: Partial<Scene>) =>
    // Sixty accounts on fifteen phones of one model behind one address; each of four targets gets 40 likes.
    range(160, (i): Scene => {
      const hand = (i * 7) % 60;
      return {
        atS: Math.floor(i / 40) * 3000 + (i % 40) * 40 * (0.4 + chance(i)),
        actor: `w${hand}`,
        target: `bought ${Math.floor(i / 40)}`,
        device: `phone ${Math.floor(hand / 4)}`,
        agent: "Pebble/11.2 (Android 13; Orchid 121)",
        ip: "198.51.100.20",
        dwellMs: humanDwellMs(i),
        preceding: 4,
        ...known,
      };
    });
  test.each([
    ["at a home", { ipKind: "home" }, REJECT],
    ["where nobody knows the address", {}, REJECT],
    ["behind a carrier's gateway", { ipKind: "carrier_nat" }, HOLD],
  ] as const)("a wall of phones %s", (_, known, least) => {
    const played = play(wall(known));
    const caught = played.filter(({ verdict }) => verdict >= HOLD).length;
    expect(caught / played.length).toBeGreaterThanOrEqual(0.7);
    for (const { verdict } of played.slice(-20)) expect(verdict).toBeGreaterThanOrEqual(least);
  });

  test("a row of emulators, half of them unmarked, in a place nobody knows", () => {
    const played = play(
      range(60, (i) => ({
        ...person("m", i),
        atS: i * 30 * (0.9 + 0.2 * chance(i)),
        target: `bought ${i % 2}`,
        ip: `198.51.100.${30 + (i % 3)}`,
        emulator: chance(i, 5) < 0.5,
        dwellMs: Math.round(6000 * (0.8 + 0.4 * chance(i, 6))),
        preceding: 2,
      })),
    );
    const late = played.slice(30);
    expect(late.filter(({ verdict }) => verdict >= HOLD).length).toBeGreaterThanOrEqual(0.9 * late.length);
  });

  test("a family of four with one tablet likes the child's video and much else", () => {
    const played = play(
      range(80, (i) => ({
        ...person("parent", i % 4),
        device: "tablet",
        atS: 400 * i + 200 * chance(i),
        target: i % 20 === 0 ? "the child's video" : `v${i % 17}`,
        ip: "203.0.113.50",
        ipKind: "home",
        dwellMs: humanDwellMs(i),
      })),
    );
    for (const { verdict } of played) expect(verdict).toBeLessThanOrEqual(CHALLENGE);
  });

  test.each([
    ["known as a campus", "campus", 0.005],
    ["that nobody knows", undefined, 0.02],
  ])("five hundred people behind one address %s like what people like", (_, ipKind, asked) => {
    const campus = range(1500, (i): Scene => {
      const student = Math.floor(500 * chance(i, 7));
      return {
        ...person("student", student),
        atS: i * 12 + 6 * chance(i),
        // A power law over 400 videos: the first is liked by one in eight.
        target: `v${Math.floor(400 * chance(i, 8) ** 3)}`,
        ip: "203.0.113.99",
        ...(ipKind === undefined ? {} : { ipKind }),
        dwellMs: humanDwellMs(i),
      };
    });
    // The rest of the country likes the same things, twenty times as often.
    const country = range(
      30_000,
      (i): Scene => ({
        ...person("c", i),
        atS: i * 0.6,
        target: `v${Math.floor(400 * chance(i, 9) ** 3)}`,
        ip: `20.${i & 63}.${(i >> 6) & 255}.${1 + (i & 127)}`,
      }),
    );
    const played = play([...campus, ...country]);
    expect(played.filter(({ verdict }) => verdict >= HOLD).map(({ reasons }) => reasons)).toEqual([]);
    const students = played.filter(({ scene }) => scene.actor.startsWith("student"));
    expect(students.filter(({ verdict }) => verdict > ALLOW).length / students.length).toBeLessThan(asked);
  });

  test("a campus that loves its own graduation video is not held", () => {
    const played = play(
      range(120, (i) => ({
        ...person("student", i),
        atS: i * 20,
        target: "graduation",
        ip: "203.0.113.99",
        ipKind: "campus",
        source: "share",
      })),
    );
    for (const { verdict } of played) expect(verdict).toBeLessThanOrEqual(CHALLENGE);
  });

  test("a fan club likes and comments within minutes of a post, with the same slogans", () => {
    const scenes = range(80, (i): Scene[] => {
      const fan = {
        ...person("fan", i),
        ip: `20.1.${i}.9`,
        source: chance(i, 3) < 0.75 ? "follow" : "search",
      };
      const atS = 5 - 300 * Math.log(1 - chance(i, 10));
      return [
        { ...fan, type: "view", atS, preceding: 2 },
        { ...fan, atS: atS + 1, preceding: 3 },
        {
          ...fan,
          type: "comment",
          atS: atS + 6,
          preceding: 4,
          text: ["星光永远闪耀冲呀", "哥哥最棒"][i % 2]!,
        },
      ];
    }).flat();
    for (const { verdict } of play(scenes)) expect(verdict).toBeLessThanOrEqual(CHALLENGE);
  });

  test("a spree of live taps", () => {
    const played = play(
      range(900, (i) => ({
        ...person("viewer", i % 3),
        type: "live_like",
        target: "room",
        atS: i * 0.06,
        ip: `20.2.0.${i % 3}`,
        preceding: i + 1,
      })),
    );
    for (const { verdict } of played) expect(verdict).toBe(ALLOW);
  });

  test("a red packet: thirty friends come by one share, like and leave", () => {
    const scenes = range(30, (i): Scene[] => {
      const friend = { ...person("friend", i), ip: `20.3.${i}.7`, source: "share" };
      const atS = 60 + 1200 * chance(i, 11) ** 2;
      return [
        { ...friend, type: "view", atS, preceding: 1 },
        { ...friend, atS: atS + 1, preceding: 2 },
      ];
    }).flat();
    for (const { verdict } of play(scenes)) expect(verdict).toBe(ALLOW);
  });

  test("the same thirty by a deep link, looking equally long, as workers of a task platform do", () => {
    const scenes = range(30, (i): Scene[] => {
      const worker = { ...person("worker", i), ip: `20.3.${i}.7`, source: "deep_link" };
      const atS = 60 + 1200 * chance(i, 11) ** 2;
      return [
        { ...worker, type: "view", atS, preceding: 1 },
        { ...worker, atS: atS + 1, preceding: 2 },
      ];
    }).flat();
    const likes = play(scenes).filter(({ scene }) => scene.type !== "view");
    for (const { verdict } of likes.slice(0, 5)) expect(verdict).toBe(ALLOW);
    for (const { verdict } of likes.slice(-15)) expect(verdict).toBe(HOLD);
  });

  test("a policy without knowledge of devices, addresses or behaviour says so and lets pass", () => {
    const played = play(range(200, (i) => ({ atS: i * 60 * chance(i), actor: `bare${i}` })));
    for (const { verdict } of played) expect(verdict).toBe(ALLOW);
  });
});
