import { readFileSync } from "node:fs";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, test } from "vitest";
import { createPlainVelocity } from "../reference/plain-velocity.ts";
import { chance, type Made, madeEvent, NOON_MS, ndjson, parsedLines } from "./made-events.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { spawnTouchstone, touchstone } from "./touchstone.ts";

const scratch = scratchFolder();

interface Line {
  readonly event: string;
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly target: { readonly kind: string; readonly id: string };
  readonly verdict: string;
  readonly score: number;
  readonly reasons: readonly { readonly rule: string; readonly value: number; readonly baseline: number }[];
  readonly policy: string;
  readonly not_evaluable?: readonly string[];
  readonly late?: true;
}

/** Traffic with ties, an address of thousands of likes in a minute, and devices shared by many; in order of time. */
function hotTraffic(seed: number, count: number): Made[] {
  const random = chance(seed);
  const pick = (n: number): number => Math.floor(random() * n);
  let atMs = NOON_MS;
  return Array.from({ length: count }, (_, i): Made => {
    // bursts on one millisecond, an ordinary pace, and pauses that let windows run out
    atMs += [0, 0, 1, pick(40), pick(900), random() < 0.004 ? pick(70_000) : 0][pick(6)]!;
    return {
      id: `s${seed}-${i}`,
      type: ["like", "like", "like", "view", "unlike", "follow", "live_like"][pick(7)]!,
      atMs,
      actor: `u${pick(60)}`,
      target: `v${pick(20)}`,
      ...(random() < 0.03 ? {} : { ip: random() < 0.6 ? "203.0.113.7" : `198.51.100.${pick(40)}` }),
      ...(random() < 0.1 ? {} : { device: `d${pick(random() < 0.5 ? 4 : 30)}` }),
    };
  });
}

/** Event id → whether the plain reference rejects it. */
function plainVerdicts(events: readonly Made[]): Map<string, boolean> {
  const plain = createPlainVelocity();
  const retraction = (type: string): boolean => type.startsWith("un");
  return new Map(
    events.map(({ id, type = "like", atMs = NOON_MS, ip, device, actor = "u1" }) => [
      id,
      retraction(type) ? false : plain.check(type, atMs, ip, device, actor),
    ]),
  );
}

async function replay(args: readonly string[], input?: string | Uint8Array): Promise<string> {
  const { code, stdout, stderr } = await touchstone(
    ["replay", "--policy", "velocity", "--quiet", ...args],
    input === undefined ? {} : { input },
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

describe("replay's output", () => {
  const traffic = hotTraffic(1, 4_000);
  const text = ndjson(traffic.map(madeEvent));
  let expected = "";
  beforeAll(async () => {
    expected = await replay([scratch.write("traffic.ndjson", text)]);
  });

  test("is the contract, key for key, one line an event, in order of time", () => {
    const lines = parsedLines<Line>(expected);
    const timeOf = new Map(traffic.map(({ id, atMs = NOON_MS }) => [id, atMs]));
    const times = lines.map((line) => timeOf.get(line.event)!);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(lines.map((line) => line.event))).toEqual(new Set(timeOf.keys()));
    for (const line of lines) {
      const keys = Object.keys(line);
      const about = ["event", "type", "at", "actor", "target"];
      expect(keys.slice(0, 9)).toEqual([...about, "verdict", "score", "reasons", "policy"]);
      expect(keys.slice(9).every((key) => key === "not_evaluable" || key === "late")).toBe(true);
      expect(["allow", "challenge", "hold", "reject"]).toContain(line.verdict);
      expect(line.score).toBeGreaterThanOrEqual(0);
      expect(line.score).toBeLessThanOrEqual(1);
      expect(line.policy).toMatch(/^velocity@1#[0-9a-f]{8}$/);
      for (const reason of line.reasons) expect(Object.keys(reason)).toEqual(["rule", "value", "baseline"]);
    }
    const rejected = lines.filter((line) => line.verdict === "reject");
    expect(rejected.length).toBeGreaterThan(100);
    expect(rejected[0]!.reasons[0]).toMatchObject({ rule: expect.any(String), value: expect.any(Number) });
  });

  test("says which rules could not be evaluated, and puts in order what came too late", async () => {
    const events = [
      madeEvent({ id: "bare" }),
      madeEvent({ id: "newest", atMs: NOON_MS + 60_001, ip: "192.0.2.1", device: "d" }),
      madeEvent({ id: "late", atMs: NOON_MS, ip: "192.0.2.1", device: "d" }),
    ];
    const lines = parsedLines<Line>(await replay(["-"], ndjson(events)));
    expect(lines.find((line) => line.event === "bare")).toMatchObject({
      verdict: "allow",
      not_evaluable: ["likes_per_ip", "actors_per_device"],
    });
    expect(lines.at(-1)!.event).toBe("newest");
    for (const line of lines) expect(line).not.toHaveProperty("late");
  });

  test("says who did what to what and when, in a file of the format its name asks for", async () => {
    const [first] = parsedLines<Line>(expected);
    const made = traffic.find(({ id }) => id === first!.event)!;
    expect(first).toMatchObject({ type: made.type ?? "like", actor: made.actor ?? "u1" });
    expect(Date.parse(first!.at)).toBe(made.atMs ?? NOON_MS);
    const lines = parsedLines<Line>(expected).map(({ event, actor, target, verdict }) => ({
      event,
      actor,
      target_id: target.id,
      verdict,
    }));
    for (const ending of ["csv", "parquet"]) {
      const out = scratch.path(`decisions.${ending}`);
      await replay([scratch.path("traffic.ndjson"), "-o", out]);
      const instance = await DuckDBInstance.create(":memory:");
      const connection = await instance.connect();
      const read = ending === "csv" ? `read_csv('${out}', all_varchar = true)` : `read_parquet('${out}')`;
      const rows = await connection.runAndReadAll(`SELECT event, actor, target_id, verdict FROM ${read}`);
      expect(rows.getRowObjects()).toEqual(lines);
      connection.closeSync();
      instance.closeSync();
    }
    const { code, stderr } = await touchstone(["replay", scratch.path("traffic.ndjson"), "-o", "x.xlsx"]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/x\.xlsx.*\.csv.*\.parquet/)]);
  });

  test("is the same bytes a second time", async () => {
    expect(await replay([scratch.path("traffic.ndjson")])).toBe(expected);
  });

  test("is the same bytes from standard input, gzip, zstd, and into a file", async () => {
    expect(await replay(["-"], text)).toBe(expected);
    expect(await replay([scratch.write("traffic.ndjson.gz", gzipSync(text))])).toBe(expected);
    expect(await replay([scratch.write("traffic.zst", zstdCompressSync(text))])).toBe(expected);
    expect(await replay(["-"], gzipSync(text))).toBe(expected);
    expect(await replay([scratch.path("traffic.ndjson"), "-o", scratch.path("out.ndjson")])).toBe("");
    expect(readFileSync(scratch.path("out.ndjson"), "utf8")).toBe(expected);
  });

  test("is the same bytes when the events are spread over files", async () => {
    const lines = text.split(/(?<=\n)/);
    const files = [0, 1, 2, 3].map((i) =>
      scratch.write(`part${i}.ndjson`, lines.slice(i * 1000, (i + 1) * 1000).join("")),
    );
    expect(await replay(files)).toBe(expected);
  });

  test("is the same bytes whatever the order of rows and files", async () => {
    const random = chance(7);
    const shuffled = traffic
      .map((event) => ({ event, place: random() }))
      .sort((x, y) => x.place - y.place)
      .map(({ event }) => event);
    expect(shuffled).not.toEqual(traffic);
    expect(await replay(["-"], ndjson(shuffled.map(madeEvent)))).toBe(expected);
    expect(
      await replay([scratch.write("newest-first.ndjson", ndjson(traffic.toReversed().map(madeEvent)))]),
    ).toBe(expected);
    const files = [3, 0, 2, 1].map((i) => scratch.path(`part${i}.ndjson`));
    expect(await replay(files)).toBe(expected);
  });

  test("counts an id once, however often it is sent", async () => {
    expect(await replay(["-"], text + text.slice(text.length >> 1).replace(/^.*\n/, ""))).toBe(expected);
  });

  test("ends quietly when its reader goes away", async () => {
    const child = spawnTouchstone([
      "replay",
      scratch.path("traffic.ndjson"),
      "--policy",
      "velocity",
      "--quiet",
    ]);
    let stderr = "";
    child.stderr!.on("data", (piece: Buffer) => {
      stderr += piece.toString();
    });
    child.stdout!.once("data", () => child.stdout!.destroy());
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("with `--json` sums up on standard error", async () => {
    const { stderr, stdout } = await touchstone(["replay", "-", "--policy", "velocity", "--json"], {
      input: text,
    });
    expect(stdout).toBe(expected);
    const summary = JSON.parse(stderr) as { events: number; verdicts: Record<string, number> };
    expect(summary).toMatchObject({ events: 4_000, invalid: 0, duplicates: 0, late: 0 });
    expect(Object.values(summary.verdicts).reduce((a, b) => a + b, 0)).toBe(4_000);
  });
});

describe("the velocity policy against the plain reference", () => {
  const check = async (events: readonly Made[]): Promise<Map<string, boolean>> => {
    const lines = parsedLines<Line>(await replay(["-"], ndjson(events.map(madeEvent))));
    const answered = new Map(lines.map((line) => [line.event, line.verdict === "reject"]));
    // Events of one time come in an order of their own, which the reference is given too.
    const place = new Map(lines.map((line, i) => [line.event, i]));
    expect(plainVerdicts(events.toSorted((a, b) => place.get(a.id)! - place.get(b.id)!))).toEqual(answered);
    return answered;
  };

  test.each([2, 3])("randomised stream %i", async (seed) => {
    const answered = await check(hotTraffic(seed, 6_000));
    const rejected = [...answered.values()].filter(Boolean).length;
    expect(rejected).toBeGreaterThan(500);
    expect(rejected).toBeLessThan(5_500);
  });

  test("an address that sends thousands of likes in a minute", async () => {
    const events = Array.from(
      { length: 5_000 },
      (_, i): Made => ({
        id: `h${i}`,
        atMs: NOON_MS + Math.floor(i * 13.7),
        actor: `u${i}`,
        ip: "203.0.113.7",
      }),
    );
    const answered = await check(events);
    expect([...answered.values()].filter((rejected) => !rejected)).toHaveLength(30);
  });

  test("the edges of both windows, at one and one past it", async () => {
    const MINUTE = 60_000;
    const HOUR = 3_600_000;
    const likes = (name: string, gapMs: number): Made[] => [
      { id: `${name}-first`, atMs: NOON_MS, ip: name, actor: "a" },
      ...Array.from(
        { length: 29 },
        (_, i): Made => ({ id: `${name}-${i}`, atMs: NOON_MS + 1, ip: name, actor: "a" }),
      ),
      { id: `${name}-31st`, atMs: NOON_MS + gapMs, ip: name, actor: "a" },
    ];
    const accounts = (device: string, gapMs: number): Made[] => [
      { id: `${device}-first`, type: "view", atMs: NOON_MS, device, actor: "a0" },
      ...[1, 2, 3, 4].map(
        (i): Made => ({ id: `${device}-${i}`, type: "view", atMs: NOON_MS + 1, device, actor: `a${i}` }),
      ),
      { id: `${device}-6th`, type: "view", atMs: NOON_MS + gapMs, device, actor: "a5" },
    ];
    const events = [
      ...likes("192.0.2.1", MINUTE), // the first is exactly a minute old: out
      ...likes("192.0.2.2", MINUTE - 1),
      ...accounts("d1", HOUR), // exactly an hour old: out
      ...accounts("d2", HOUR - 1),
    ].sort((a, b) => a.atMs! - b.atMs!);
    const answered = await check(events);
    expect(answered.get("192.0.2.1-31st")).toBe(false);
    expect(answered.get("192.0.2.2-31st")).toBe(true);
    expect(answered.get("d1-6th")).toBe(false);
    expect(answered.get("d2-6th")).toBe(true);
  });
});
