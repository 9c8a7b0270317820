import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chance } from "../e2e/made-events.ts";
import { replayed } from "./replayed.ts";
import { policyOf, type StoryHead, storyFiles } from "./story.ts";

/**
 * Writes the golden stories anew: `node test/golden/write-stories.ts`. The committed files are the expectation, so a change of
 * a decision shows as a difference to be read and either explained in the commit or taken back.
 */

const NOON_MS = Date.UTC(2026, 10, 20, 12);
const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

interface Sketch {
  readonly id: string;
  readonly type: string;
  readonly atMs: number;
  readonly actor: string;
  readonly target: string;
  readonly owner?: string;
  readonly registeredMs?: number;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly behavior?: Readonly<Record<string, unknown>>;
  readonly text?: string;
}

function lineOf({
  id,
  type,
  atMs,
  actor,
  target,
  owner,
  registeredMs,
  context,
  behavior,
  text,
}: Sketch): string {
  const registered =
    registeredMs === undefined ? {} : { registered_at: new Date(registeredMs).toISOString() };
  const event = {
    id,
    type,
    at: new Date(atMs).toISOString(),
    actor: { id: actor, ...registered },
    target: { kind: "video", id: target, ...(owner === undefined ? {} : { owner }) },
    ...(context === undefined ? {} : { context }),
    ...(behavior === undefined ? {} : { behavior }),
    ...(text === undefined ? {} : { content: { text } }),
  };
  return `${JSON.stringify(event)}\n`;
}

const inOrder = (events: readonly Sketch[]): Sketch[] => [...events].sort((a, b) => a.atMs - b.atMs);

async function write(
  name: string,
  head: StoryHead,
  lines: readonly string[],
  policyText?: string,
): Promise<void> {
  const files = storyFiles(name, head.policy);
  mkdirSync(files.folder, { recursive: true });
  writeFileSync(join(files.folder, "story.json"), `${JSON.stringify(head, null, 2)}\n`);
  writeFileSync(files.eventsFile, lines.join(""));
  if (policyText !== undefined) writeFileSync(files.policyFile, policyText);
  if (!head.exact) return;
  const { text } = await replayed(files.eventsFile, policyOf(files.policyFile));
  writeFileSync(files.decisionsFile, text);
}

/** 31 likes in and just out of a minute, six accounts in and just out of an hour, ties, and events that lack the field. */
function velocityEdges(): Sketch[] {
  const likes = (ip: string, lastMs: number): Sketch[] =>
    Array.from({ length: 31 }, (_, i) => ({
      id: `${ip}-${i}`,
      type: "like",
      atMs: NOON_MS + (i === 0 ? 0 : i === 30 ? lastMs : 1 + Math.floor(i / 7)),
      actor: `u${i}`,
      target: "v1",
      context: { ip },
    }));
  const accounts = (device: string, lastMs: number): Sketch[] =>
    [0, 1, 2, 3, 4, 5].map((i) => ({
      id: `${device}-${i}`,
      type: "view",
      atMs: NOON_MS + (i === 0 ? 0 : i === 5 ? lastMs : i),
      actor: `a${i}`,
      target: "v1",
      context: { device },
    }));
  return inOrder([
    ...likes("192.0.2.1", MINUTE),
    ...likes("192.0.2.2", MINUTE - 1),
    ...likes("2001:db8::1", 9),
    ...accounts("phone-out", HOUR),
    ...accounts("phone-in", HOUR - 1),
    { id: "bare", type: "like", atMs: NOON_MS + 2 * HOUR, actor: "u1", target: "v1" },
    { id: "taken-back", type: "unlike", atMs: NOON_MS + 2 * HOUR, actor: "u1", target: "v1" },
  ]);
}

/** A farm of forty accounts on six phones behind one home line likes one item; a campus of three hundred lives its day. */
function farmAndCampus(): Sketch[] {
  const random = chance(5);
  const pick = (n: number): number => Math.floor(random() * n);
  const farm = Array.from({ length: 40 }, (_, i): Sketch[] => {
    const atMs = NOON_MS + i * 20 * SECOND + pick(4_000);
    const at = {
      actor: `worker${i}`,
      target: "ordered",
      owner: "buyer",
      registeredMs: NOON_MS - 3 * DAY + (i % 5) * HOUR,
      context: {
        ip: "10.9.9.9",
        ip_kind: "home",
        asn: 64_600,
        device: `rack${i % 6}`,
        rooted: true,
        user_agent: "Client/11.2 (PhoneX)",
        app_version: "11.2",
        source: "search",
      },
    };
    return [
      {
        ...at,
        id: `farm-view-${i}`,
        type: "view",
        atMs,
        behavior: { dwell_ms: 3_100 + pick(60), preceding_events: 0 },
      },
      { ...at, id: `farm-${i}`, type: "like", atMs: atMs + 3_200, behavior: { preceding_events: 1 } },
    ];
  }).flat();
  const campus = Array.from({ length: 300 }, (_, i): Sketch[] => {
    const atMs = NOON_MS - HOUR + pick(3 * HOUR);
    const item = pick(80);
    const at = {
      actor: `student${i}`,
      target: `item${item}`,
      owner: `creator${item % 40}`,
      registeredMs: NOON_MS - (100 + pick(1_500)) * DAY,
      context: {
        ip: `10.20.0.${pick(2)}`,
        ip_kind: "campus",
        asn: 64_520,
        device: `own${i}`,
        rooted: false,
        user_agent: `Client/11.${pick(4)} (Model${pick(30)})`,
        app_version: `11.${pick(4)}`,
        source: ["recommend", "follow", "search", "share"][pick(4)]!,
      },
    };
    const dwellMs = 2_000 + pick(60_000);
    const seen: Sketch = {
      ...at,
      id: `campus-view-${i}`,
      type: "view",
      atMs,
      behavior: { dwell_ms: dwellMs, play_ratio: random(), preceding_events: 3 + pick(60) },
    };
    const liked: Sketch = {
      ...at,
      id: `campus-${i}`,
      type: "like",
      atMs: atMs + Math.min(dwellMs, 20_000),
      behavior: { preceding_events: 4 + pick(60) },
    };
    return random() < 0.25 ? [seen, liked] : [seen];
  }).flat();
  return inOrder([...farm, ...campus]);
}

/** A burst that arrives shuffled within the bound, at the bound, one past it, and long after it. */
function outOfOrder(): Sketch[] {
  const random = chance(9);
  const burst = Array.from(
    { length: 80 },
    (_, i): Sketch => ({
      id: `burst${i}`,
      type: i % 4 === 3 ? "view" : "like",
      atMs: NOON_MS + i * 500,
      actor: `u${i % 9}`,
      target: "v1",
      context: { ip: "198.51.100.4", device: `d${i % 2}` },
    }),
  );
  const sent = burst
    .map((event) => ({ event, atMs: event.atMs + random() * 15_000 }))
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ event }) => event);
  const one = (id: string, atMs: number): Sketch => ({
    id,
    type: "like",
    atMs,
    actor: "u1",
    target: "v1",
    context: { ip: "198.51.100.4", device: "d0" },
  });
  const newestMs = NOON_MS + 10 * MINUTE;
  return [
    ...sent,
    one("newest", newestMs),
    one("at-the-bound", newestMs - MINUTE),
    one("past-the-bound", newestMs - MINUTE - 1),
    one("an-hour-late", newestMs - HOUR),
    one("newest", newestMs), // sent again
    one("after", newestMs + SECOND),
  ];
}

/** Likes taken back once, twice, before they were given, and given again; of one rejected like too. */
function retractions(): Sketch[] {
  let atMs = NOON_MS;
  let number = 0;
  const act = (type: string, actor: string, target: string, ip = "192.0.2.50"): Sketch => {
    atMs += SECOND;
    return { id: `${type}-${number++}-${actor}-${target}`, type, atMs, actor, target, context: { ip } };
  };
  return [
    act("like", "ann", "a"),
    act("unlike", "ann", "a"),
    act("unlike", "ann", "a"), // taken back already: changes nothing
    act("like", "ann", "a"),
    act("unlike", "ben", "a"), // never given
    act("like", "ben", "a"),
    act("favorite", "ann", "a"),
    act("unfavorite", "ben", "a"), // another's
    act("follow", "ann", "a"),
    act("unfollow", "ann", "a"),
    act("view", "ann", "a"),
    ...["u1", "u2", "u3", "u4", "u5"].map((actor) => act("like", actor, "b", "203.0.113.99")), // the 4th and 5th too many
    act("unlike", "u5", "b", "203.0.113.99"), // of a rejected one
    act("unlike", "u1", "b", "203.0.113.99"), // of a public one
  ];
}

const SMALL_POLICY = `# A policy of one rule, so that each count can be followed by hand.
name: small
version: "1"
thresholds: { challenge: never, hold: never, reject: never }
features:
  ip_likes_1h: { kind: count, by: [ip, target], on: like, window: 1h }
rules:
  many_likes:
    on: like
    when: ip_likes_1h > 3
    weight: 1
    verdict: reject
    text: { zh: "{value} 次点赞", en: "{value} likes" }
`;

/** Twenty accounts post one text under one item; others talk. */
function commentCopy(): Sketch[] {
  const random = chance(3);
  const pick = (n: number): number => Math.floor(random() * n);
  const words = [
    "好看",
    "支持",
    "第一次来",
    "哈哈",
    "学到了",
    "nice",
    "so good",
    "从哪里买",
    "背景音乐叫什么",
    "更新太慢",
  ];
  const copied = Array.from(
    { length: 20 },
    (_, i): Sketch => ({
      id: `copied-${String(i).padStart(2, "0")}`,
      type: "comment",
      atMs: NOON_MS + i * 40 * SECOND,
      actor: `seat${i}`,
      target: "shop",
      owner: "buyer",
      registeredMs: NOON_MS - 5 * DAY,
      context: {
        ip: `10.40.${i % 3}.7`,
        ip_kind: "datacenter",
        device: `seat-phone${i % 5}`,
        user_agent: "Client/10.1 (PhoneX)",
        source: "link",
      },
      behavior: { dwell_ms: 2_000, preceding_events: 0 },
      text: "质量真的很好，已经回购三次了，推荐给大家",
    }),
  );
  const talk = Array.from(
    { length: 60 },
    (_, i): Sketch => ({
      id: `talk-${i}`,
      type: "comment",
      atMs: NOON_MS - HOUR + pick(2 * HOUR),
      actor: `person${i}`,
      target: i % 3 === 0 ? "shop" : `clip${i % 11}`,
      owner: "someone",
      registeredMs: NOON_MS - (60 + pick(900)) * DAY,
      context: {
        ip: `10.50.${i}.${1 + pick(200)}`,
        ip_kind: "home",
        device: `phone${i}`,
        user_agent: `Client/11.${pick(5)} (Model${pick(40)})`,
        source: ["recommend", "follow", "search"][pick(3)]!,
      },
      behavior: { dwell_ms: 5_000 + pick(60_000), preceding_events: 2 + pick(30) },
      text: `${words[pick(words.length)]}${i}`,
    }),
  );
  return inOrder([...copied, ...talk]);
}

const none = { bounds: [], counts: [] };

await write(
  "velocity-edges",
  {
    about:
      "31 likes of an address in a minute and six accounts on a device in an hour: at the window's edge, and inside it",
    policy: "velocity",
    exact: true,
    ordered: true,
    ...none,
  },
  velocityEdges().map(lineOf),
);
await write(
  "out-of-order",
  {
    about:
      "a burst shuffled within the lateness bound, then one event at the bound, one past it, one long past, one twice",
    policy: "velocity",
    exact: true,
    ordered: false,
    ...none,
  },
  outOfOrder().map(lineOf),
);
await write(
  "retractions",
  {
    about: "engagement taken back: once, twice, never given, given again, another's, and a rejected one",
    policy: "small.yaml",
    exact: true,
    ordered: true,
    bounds: [],
    counts: [
      { target: "a", type: "like", raw: 2, public: 2, held: 0, rejected: 0 },
      { target: "a", type: "favorite", raw: 1, public: 1, held: 0, rejected: 0 },
      { target: "a", type: "follow", raw: 0, public: 0, held: 0, rejected: 0 },
      { target: "a", type: "view", raw: 1, public: 1, held: 0, rejected: 0 },
      { target: "b", type: "like", raw: 3, public: 2, held: 0, rejected: 1 },
    ],
  },
  retractions().map(lineOf),
  SMALL_POLICY,
);
await write(
  "farm-and-campus",
  {
    about:
      "a phone farm behind a home line likes what it was ordered to, while a campus of three hundred lives its day",
    policy: "default",
    exact: false,
    ordered: true,
    bounds: [
      { ids: "farm-3", atLeast: "hold", share: 0.9 },
      { ids: "campus-", atMost: "challenge", share: 1 },
    ],
    counts: [],
  },
  farmAndCampus().map(lineOf),
);
await write(
  "comment-copy",
  {
    about: "twenty accounts post one text under one item from five phones; sixty people talk",
    policy: "default",
    exact: false,
    ordered: true,
    bounds: [
      { ids: "copied-1", atLeast: "hold", share: 0.9 },
      { ids: "talk-", atMost: "challenge", share: 1 },
    ],
    counts: [],
  },
  commentCopy().map(lineOf),
);
