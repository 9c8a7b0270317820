import { describe, expect, test } from "vitest";
import { chance, ndjson } from "./made-events.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { touchstone } from "./touchstone.ts";

/** Files nobody should hand to `touchstone campaigns`: each ends in time, with the right answer and exit code 0. */
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 10, 20);
const LIMIT_MS = 60_000;

const scratch = scratchFolder();

interface Like {
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly actor: { readonly id: string };
  readonly target: { readonly kind: string; readonly id: string; readonly owner?: string };
}

function like(id: string, actor: string, target: string, atMs: number, owner?: string): Like {
  return {
    id,
    type: "like",
    at: new Date(Math.floor(atMs)).toISOString(),
    actor: { id: actor },
    target: { kind: "video", id: target, ...(owner === undefined ? {} : { owner }) },
  };
}

/** A day of 2,000 people who like what is popular. */
function honestDay(seed: number): Like[] {
  const random = chance(seed);
  return Array.from({ length: 8000 }, (_, i) => {
    const target = Math.floor(300 * random() ** 2);
    const actor = `u${Math.floor(2000 * random() ** 1.5)}`;
    return like(`h${i}`, actor, `v${target}`, START_MS + DAY_MS * random(), `o${target % 80}`);
  });
}

/** Eighty accounts, six orders, half of them on each, an hour each. */
function pool(seed: number): Like[] {
  const random = chance(seed);
  return Array.from({ length: 6 }, (_, order) => {
    const fromMs = START_MS + 22 * HOUR_MS * random();
    return Array.from({ length: 80 }, (_, hand) =>
      random() < 0.5
        ? [like(`p${order}-${hand}`, `p${hand}`, `b${order}`, fromMs + HOUR_MS * random(), `buyer${order}`)]
        : [],
    ).flat();
  }).flat();
}

const byTime = (events: readonly Like[]): Like[] => [...events].sort((a, b) => (a.at < b.at ? -1 : 1));

interface Found {
  readonly members: readonly string[];
  readonly targets: readonly { readonly id: string }[];
  readonly events: readonly string[];
}

async function campaigns(input: string): Promise<readonly Found[]> {
  const { code, stdout, stderr } = await touchstone(["campaigns", "-", "--json", "--quiet"], { input });
  expect(stderr).not.toMatch(/Error:|at .*\.ts:/);
  expect(code).toBe(0);
  return JSON.parse(stdout) as Found[];
}

function onlyThePool(found: readonly Found[]): void {
  expect(found).toHaveLength(1);
  expect(found[0]!.targets.map(({ id }) => id).sort()).toEqual(["b0", "b1", "b2", "b3", "b4", "b5"]);
  const hands = found[0]!.members.filter((actor) => actor.startsWith("p")).length;
  expect(hands).toBeGreaterThan(65);
  expect(found[0]!.members.length - hands).toBeLessThan(5);
}

describe("touchstone campaigns, given", () => {
  test.each([
    ["no campaign at all", ndjson(byTime(honestDay(1)))],
    [
      "one target with fifty thousand likes in an hour",
      ndjson(Array.from({ length: 50_000 }, (_, i) => like(`c${i}`, `c${i}`, "viral", START_MS + i * 72))),
    ],
    [
      "one account on ten thousand targets",
      ndjson(Array.from({ length: 10_000 }, (_, i) => like(`b${i}`, "busy", `v${i}`, START_MS + i * 1000))),
    ],
    [
      "one event a thousand times",
      ndjson(Array.from({ length: 1000 }, () => like("same", "a", "v", START_MS))),
    ],
  ])("%s: finds none", { timeout: LIMIT_MS }, async (_, input) => {
    const { code, stdout } = await touchstone(["campaigns", "-", "--json", "--quiet"], { input });
    expect(JSON.parse(stdout)).toEqual([]);
    expect(code).toBe(0);
  });

  test("events without identifiers: nothing was read, which is no finding", {
    timeout: LIMIT_MS,
  }, async () => {
    const input = '{"id":"1","type":"like","at":1763600000000}\n{"type":"like"}\n{}\n[]\nnot json\n';
    const { code, stdout, stderr } = await touchstone(["campaigns", "-", "--json", "--quiet"], { input });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("[nothing_read]");
  });

  test.each([
    ["times in reverse order", (all: Like[]) => ndjson(byTime(all).reverse())],
    [
      "a viral target beside it",
      (all: Like[]) =>
        ndjson(
          byTime([
            ...all,
            ...Array.from({ length: 50_000 }, (_, i) =>
              like(`c${i}`, `c${i}`, "viral", START_MS + i * 72, "star"),
            ),
          ]),
        ),
    ],
    [
      "each event five times",
      (all: Like[]) => ndjson(byTime(all).flatMap((event) => Array.from({ length: 5 }, () => event))),
    ],
    [
      "no owners",
      (all: Like[]) =>
        ndjson(byTime(all).map(({ target: { kind, id }, ...rest }) => ({ ...rest, target: { kind, id } }))),
    ],
    [
      "every tenth line broken",
      (all: Like[]) =>
        byTime(all)
          .map(
            (event, i) =>
              `${i % 10 === 3 ? `${JSON.stringify(event).slice(0, 60)}\n` : ""}${JSON.stringify(event)}\n`,
          )
          .join(""),
    ],
  ])("a pool, %s: finds the pool and nobody else", { timeout: LIMIT_MS }, async (_, form) => {
    onlyThePool(await campaigns(form([...honestDay(2), ...pool(3)])));
  });

  test("ids and addresses that stand for none are nobody's in common", { timeout: LIMIT_MS }, async () => {
    const events = byTime([...honestDay(2), ...pool(3)]);
    const without = (device: string | undefined, ip: string | undefined) =>
      ndjson(
        events.map((event, i) => {
          const own = { device: `d${event.actor.id}`, ip: `203.0.${i % 200}.${(i * 7) % 250}` };
          const context = event.actor.id.startsWith("p") ? { device, ip } : own;
          return { ...event, context };
        }),
      );
    const absent = await campaigns(without(undefined, undefined));
    onlyThePool(absent);
    expect(await campaigns(without("00000000-0000-0000-0000-000000000000", "10.0.0.7"))).toEqual(absent);
    // Not so where they do share a phone.
    expect(await campaigns(without("one-phone", "198.51.100.9"))).not.toEqual(absent);
  });

  test("an empty file: says so, and does not pass for a day without campaigns", {
    timeout: LIMIT_MS,
  }, async () => {
    const { code, stdout, stderr } = await touchstone(["campaigns", "-", "--json", "--quiet"]);
    expect(stdout).toBe("");
    expect(code).not.toBe(0);
    expect(stderr).toContain("empty");
  });

  test("lines that cannot be read, in no order: each told once, all counted, nothing of theirs sent to the terminal", {
    timeout: LIMIT_MS,
  }, async () => {
    const lines = ndjson(honestDay(6).slice(0, 40)).trim().split("\n");
    lines.splice(3, 0, '{"id":"\u001b[31mred","type":"like"}', "\u001b[2J not json");
    const file = scratch.write("unsorted.ndjson", `${lines.reverse().join("\n")}\n`);
    const { code, stderr } = await touchstone(["campaigns", file, "--quiet"]);
    expect(code).toBe(0);
    expect(stderr.match(/:\d+: not_json/g)).toHaveLength(2);
    expect(stderr).not.toContain("\u001b");
    expect(stderr).toContain("lines that were left out, by code: ");
    expect(stderr).toContain("not_json 2");
    // Owners are told, so it is not who, what and when alone.
    expect(stderr).toContain(
      "no event has context.ip, context.device, actor.registered_at: tests that need it",
    );
  });

  test("everything in the same second: accuses nobody honest", { timeout: LIMIT_MS }, async () => {
    const squeezed = [...honestDay(4), ...pool(5)].map((event, i) => ({
      ...event,
      at: START_MS + (i % 1000),
    }));
    const found = await campaigns(ndjson(squeezed));
    const honest = found.flatMap(({ members }) => members.filter((actor) => actor.startsWith("u")));
    expect(honest.length).toBeLessThan(5);
  });
});
