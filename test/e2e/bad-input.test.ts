import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { BODY_BYTES_MAX, EVENT_BYTES_MAX } from "../../src/nouns/limits.ts";
import { BAD_LINES } from "./bad-lines.ts";
import { chance, type Made, madeEvent, NOON_MS, parsedLines } from "./made-events.ts";
import { realData } from "./real-data.ts";
import { type RunningEngine, startEngine } from "./running-engine.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { ended, spawnTouchstone, touchstone } from "./touchstone.ts";

const scratch = scratchFolder();
const VELOCITY = ["--policy", "velocity"];
const mapping = (name: string): string =>
  fileURLToPath(new URL(`../../examples/mappings/${name}.yaml`, import.meta.url));

interface Rejected {
  readonly line: number;
  readonly code: string;
  readonly field: string;
  readonly value: string;
  readonly hint: string;
}

let replays = 0;

/** Replays bytes → decision lines and what was rejected. */
async function replay(input: Uint8Array | string, args: readonly string[] = ["-"]) {
  const rejects = scratch.path(`rejects-${replays++}.ndjson`);
  const { code, stdout, stderr } = await touchstone(["replay", ...VELOCITY, "--rejects", rejects, ...args], {
    input,
  });
  const events = parsedLines<{ event: string }>(stdout).map(({ event }) => event);
  return { code, stdout, stderr, events, rejected: parsedLines<Rejected>(readFileSync(rejects, "utf8")) };
}

/** A sound event of an account of its own: what one account gives twice would count once. */
function sound(id: string, more: Partial<Made> = {}): string {
  return `${JSON.stringify(madeEvent({ id, actor: `u-${id}`, ...more }))}\n`;
}

/** Every bad line, each followed by a sound one. */
const mixed = Buffer.concat(
  BAD_LINES.flatMap(({ bytes }, i) => [bytes, Buffer.from("\n"), Buffer.from(sound(`between${i}`))]),
);
const between = BAD_LINES.map((_, i) => `between${i}`);
const idOf = (bytes: Uint8Array): string =>
  String((JSON.parse(new TextDecoder().decode(bytes)) as { id: string | number }).id);
const accepted = BAD_LINES.filter(({ code }) => code === null).map(({ bytes }) => idOf(bytes));

describe("bad lines", () => {
  test("from a file: each is rejected alone, with line, code, field, value and what would be right", async () => {
    const { code, events, rejected } = await replay(mixed);
    expect(code).toBe(0);
    // All of one moment: they come in an order of their own, whatever the order of lines.
    expect(events.filter((id) => id.startsWith("between")).sort()).toEqual([...between].sort());
    expect(events.filter((id) => !id.startsWith("between")).sort()).toEqual([...accepted].sort());
    const expected = BAD_LINES.flatMap(({ what, code: wanted, field }, i) =>
      wanted === null ? [] : [{ what, line: i * 2 + 1, code: wanted, field }],
    );
    const found = [...rejected].sort((a, b) => a.line - b.line);
    expect(
      found.map(({ line, code: given, field }) => ({
        what: BAD_LINES[(line - 1) / 2]!.what,
        line,
        code: given,
        field,
      })),
    ).toEqual(expected);
    for (const { hint, value, line } of found) {
      expect(hint, BAD_LINES[(line - 1) / 2]!.what).not.toBe("");
      expect([...value].length).toBeLessThanOrEqual(81);
    }
    expect(found.find((one) => one.code === "unknown_type")!.hint).toContain("like");
    expect(found.find((one) => one.field === "target.kind" && one.code === "unknown_kind")!.hint).toContain(
      "video",
    );
  });

  test("an optional field that cannot be read is named, with its values, while its event counts", async () => {
    const aside = new Map<string, number>();
    for (const { code, field } of BAD_LINES)
      if (code === null && field !== "") aside.set(field, (aside.get(field) ?? 0) + 1);
    expect(aside.size).toBeGreaterThan(1);
    const done = await touchstone(["audit", "-", "--json", "--quiet"], { input: mixed });
    expect(done.code, done.stderr).toBe(0);
    const { findings } = JSON.parse(done.stdout) as {
      findings: { code: string; place: string; count: number; values: string[] }[];
    };
    const named = findings.filter(({ code }) => code === "set_aside");
    expect(new Map(named.map(({ place, count }) => [place, count]))).toEqual(aside);
    for (const { values } of named) expect(values).not.toEqual([]);
  });

  test("over HTTP: the same, in their places, and each alone is a problem", async () => {
    const engine = await startEngine(scratch.path("lines"), ["--no-demo", ...VELOCITY]);
    const response = await engine.post(mixed);
    expect(response.status).toBe(200);
    const { answers } = (await response.json()) as { answers: { event?: string; rejection?: Rejected }[] };
    expect(answers).toHaveLength(BAD_LINES.length * 2);
    BAD_LINES.forEach(({ what, code, field, bytes }, i) => {
      const { event, rejection } = answers[i * 2]!;
      if (code === null) expect(event, what).toBe(idOf(bytes));
      else expect(rejection, what).toMatchObject({ code, field, line: i * 2 + 1 });
      expect(answers[i * 2 + 1]!.event).toBe(`between${i}`);
    });

    for (const { what, code, bytes } of BAD_LINES) {
      const one = await engine.post(bytes, { "content-type": "application/json" });
      const body = (await one.json()) as { code?: string; event?: string; status?: number };
      if (code === null) expect(body.event, what).toBe(idOf(bytes));
      else if (body.code !== undefined) {
        expect(one.status, what).toBe(body.status);
        expect(one.headers.get("content-type"), what).toContain("application/problem+json");
        // an empty array is a batch of nothing, which is no mistake
        expect(body.code, what).toBe(code);
      } else expect(what).toBe("an array");
    }
    for (const id of accepted) {
      const decision = await engine.get(`/v1/decisions/${encodeURIComponent(id)}`);
      expect(((await decision.json()) as { event: string }).event).toBe(id);
    }
    expect(await engine.stop()).toBe(0);
  });

  test("the ends of time are accepted from files; a sender's clock far ahead is refused at the door", async () => {
    const ends =
      sound("first", { atMs: Date.UTC(2000, 0, 1) }) + sound("last", { atMs: Date.UTC(2100, 0, 1) - 1 });
    expect((await replay(ends)).events).toEqual(["first", "last"]);
    const past =
      sound("before", { atMs: Date.UTC(2000, 0, 1) - 1 }) + sound("after", { atMs: Date.UTC(2100, 0, 1) });
    expect((await replay(past + sound("between"))).rejected).toEqual([
      expect.objectContaining({ line: 1, code: "bad_time", field: "at" }),
      expect.objectContaining({ line: 2, code: "bad_time", field: "at" }),
    ]);
    const engine = await startEngine(scratch.path("ends"), ["--no-demo", ...VELOCITY]);
    const { answers } = (await (await engine.post(ends)).json()) as { answers: { rejection?: Rejected }[] };
    expect(answers[0]).toMatchObject({ event: "first" });
    expect(answers[1]!.rejection).toMatchObject({ code: "future_time", field: "at" });
    await engine.stop();
  });
});

describe("bad files", () => {
  test("a pipe whose first line is bad is still read line by line", async () => {
    for (const first of ["hello\n", '{"id":"cut","type"\n', '{"id":"cut","actor":{"id":\n']) {
      const { events, rejected } = await replay(`${first}${sound("a")}${sound("b")}`);
      expect(events.sort(), first).toEqual(["a", "b"]);
      expect(rejected, first).toEqual([expect.objectContaining({ line: 1, code: "not_json" })]);
    }
  });

  test.each([
    ["an empty file", "", "empty_input"],
    ["nothing but blank lines", "\n\n  \n", "empty_input"],
    ["UTF-16 of nothing but a blank line", Buffer.from("\ufeff \n", "utf16le"), "empty_input"],
    ["a zip archive", Buffer.from("PK\u0003\u0004aaaaaaaa"), "unknown_format"],
    ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]), "unknown_format"],
  ])("%s is exit code 1, with its name and code", async (what, content, code) => {
    const file = scratch.write(what, content);
    const commands = [["replay"], ["audit"], ["ingest", "--data", scratch.path("bad-files")]];
    for (const args of what === "an empty file" ? commands : commands.slice(0, 1)) {
      const done = await touchstone([...args, file, "--quiet"]);
      expect(done.code, args[0]).toBe(1);
      expect(done.stderr).toContain(`[${code}]`);
      expect(done.stderr).toContain(file);
    }
  });

  test("gzip that breaks off: what stands before the break is decided, the break is told", async () => {
    const whole = gzipSync(
      Array.from({ length: 5_000 }, (_, i) => sound(`g${i}`, { atMs: NOON_MS + i })).join(""),
      {
        level: 0,
      },
    );
    const { code, events, rejected } = await replay("", [
      scratch.write("cut.ndjson.gz", whole.subarray(0, whole.length >> 1)),
    ]);
    expect(code).toBe(0);
    expect(events.length).toBeGreaterThan(2_000);
    expect(events).toEqual(events.map((_, i) => `g${i}`));
    expect(rejected).toEqual([
      expect.objectContaining({ code: "truncated", hint: expect.stringContaining("fetch") }),
    ]);
  });

  test("a CSV with a BOM, quoted newlines and a record that does not fit", async () => {
    const csv = [
      "\ufeffid,type,at,actor.id,target.kind,target.id,content.text",
      'c1,comment,2026-11-20T12:00:00Z,u1,video,v1,"first line\nsecond, ""quoted"" line"',
      "c2,comment,2026-11-20T12:00:01Z,u1,video",
      "c3,like,2026-11-20T12:00:02Z,u2,video,v1,",
      "c4,applause,2026-11-20T12:00:02Z,u2,video,v1,",
    ].join("\r\n");
    const { events, rejected, stderr } = await replay("", [scratch.write("export.csv", csv)]);
    expect(events, stderr).toEqual(["c1", "c3"]);
    expect(rejected.map(({ line, code }) => [line, code])).toEqual([
      [4, "bad_csv"],
      [6, "unknown_type"],
    ]);
  });

  const week = realData("kuairand/log_2022-04-25_2022-04-30.parquet");
  test("a Parquet file of another schema names the columns it lacks and those it has", async ({ skip }) => {
    if (week.skip !== null) return skip(week.skip);
    const map = scratch.write(
      "other.yaml",
      readFileSync(mapping("kuairand"), "utf8").replaceAll("play_time_ms", "play_tiem_ms"),
    );
    const done = await touchstone(["audit", week.file, "--map", map, "--quiet"]);
    expect(done.code).toBe(1);
    expect(done.stderr).toMatch(/`play_tiem_ms` \(did you mean `play_time_ms`\?\).*\[bad_schema\]/s);
  });

  test("something that only calls itself Parquet", async () => {
    const done = await touchstone([
      "audit",
      scratch.write("x.parquet", `PAR1${"x".repeat(100)}PAR1`),
      "--quiet",
    ]);
    expect(done.code).toBe(1);
    expect(done.stderr).toMatch(/^touchstone: .*x\.parquet.*\[\w+\]\n$/s);
  });
});

describe("a line of 1 GB", () => {
  const LINE_BYTES = 1024 ** 3;
  /** What the process may take: it holds a few pieces of 64 KiB, never the line. */
  const RESIDENT_MAX_BYTES = 600 * 1024 ** 2;

  async function* hugeLine(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`${sound("before")}{"id":"`);
    const piece = Buffer.alloc(1024 * 1024, "x");
    for (let sent = 0; sent < LINE_BYTES; sent += piece.length) yield piece;
    yield Buffer.from(`"}\n${sound("after")}`);
  }

  /** Highest resident size of a process so far, bytes; 0 where /proc is not there. */
  function residentPeak(pid: number): number {
    try {
      return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
    } catch {
      return 0;
    }
  }

  test("is rejected in bounded memory, and the lines around it are decided", async () => {
    const child = spawnTouchstone(["replay", "-", ...VELOCITY]);
    let stdout = "";
    let stderr = "";
    child.stdout!.on("data", (piece: Buffer) => {
      stdout += piece.toString();
    });
    child.stderr!.on("data", (piece: Buffer) => {
      stderr += piece.toString();
    });
    let peak = 0;
    const timer = setInterval(() => {
      peak = Math.max(peak, residentPeak(child.pid!));
    }, 20);
    for await (const piece of hugeLine()) {
      if (!child.stdin!.write(piece)) await new Promise((resolve) => child.stdin!.once("drain", resolve));
    }
    child.stdin!.end();
    const { code } = await ended(child);
    clearInterval(timer);
    expect(code).toBe(0);
    expect(
      parsedLines<{ event: string }>(stdout)
        .map(({ event }) => event)
        .sort(),
    ).toEqual(["after", "before"]);
    expect(stderr).toContain("standard input:2: too_long");
    expect(stderr).toContain(String(EVENT_BYTES_MAX));
    expect(peak).toBeLessThan(RESIDENT_MAX_BYTES);
  });

  test("of nothing but zero bytes, in a sparse file, is refused by its first bytes", async () => {
    const file = scratch.write("zeros", "");
    truncateSync(file, LINE_BYTES);
    expect(statSync(file).blocks).toBeLessThan(100);
    const done = await touchstone(["replay", file, "--quiet"]);
    expect(done).toMatchObject({ code: 1, stderr: expect.stringContaining("[unknown_format]") });
    const told = await touchstone(["replay", file, "--quiet", "--format", "ndjson"]);
    expect(told.stderr).toContain("zeros:1: too_long");
  }, 120_000);
});

describe("at the HTTP door", () => {
  test("a body over the limit is 413, also when it is so only unpacked; the engine goes on", async () => {
    const engine = await startEngine(scratch.path("bodies"), ["--no-demo", ...VELOCITY]);
    const blank = Buffer.alloc(BODY_BYTES_MAX + 1, " ");
    const plain = await engine.post(blank).catch((error: unknown) => error);
    if (plain instanceof Response) expect(plain.status).toBe(413);
    const packed = await engine.post(gzipSync(blank), { "content-encoding": "gzip" });
    expect(packed.status).toBe(413);
    expect(await packed.json()).toMatchObject({ code: "body_too_large", retry: false });
    const whole = gzipSync(sound("x"));
    const cut = await engine.post(whole.subarray(0, whole.length - 12), { "content-encoding": "gzip" });
    expect(await cut.json()).toMatchObject({ code: "truncated" });
    const garbled = await engine.post("no gzip at all", { "content-encoding": "gzip" });
    expect(await garbled.json()).toMatchObject({ code: "bad_compression" });
    const unknown = await engine.post("<event/>", { "content-type": "text/xml" });
    expect(await unknown.json()).toMatchObject({ code: "unknown_format", status: 415 });
    const empty = await engine.post("", { "content-type": "application/json" });
    expect(await empty.json()).toMatchObject({ code: "empty_input" });
    const array = await engine.post(`[${sound("a1").trim()},{"id":"a2"},${sound("a3").trim()}]`, {
      "content-type": "application/json",
    });
    expect(await array.json()).toMatchObject({ accepted: 2, rejected: 1 });
    expect(await engine.stop()).toBe(0);
  });

  test("a client that hangs up midway: whole lines that were taken in are kept, and nobody else notices", async () => {
    const engine = await startEngine(scratch.path("hangs"), ["--no-demo", ...VELOCITY]);
    const body = Array.from({ length: 200 }, (_, i) => sound(`h${i}`, { actor: `u${i}` })).join("");
    await hangUp(engine, body);
    const { accepted: taken } = (await (await engine.post(body)).json()) as { accepted: number };
    expect(taken).toBeGreaterThanOrEqual(0);
    const { counts } = (await (await engine.get("/v1/targets/video/v1/counts")).json()) as {
      counts: unknown[];
    };
    expect(counts).toEqual([expect.objectContaining({ type: "like", raw: 200 })]);
    expect(await engine.stop()).toBe(0);
  });
});

/** Announces a body, sends half of it and closes the connection. */
function hangUp(engine: RunningEngine, body: string): Promise<void> {
  const { hostname, port, host } = new URL(engine.address);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      const head = `POST /v1/events HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/x-ndjson\r\ncontent-length: ${body.length}\r\n\r\n`;
      socket.write(head + body.slice(0, body.length >> 1), () => setTimeout(() => socket.destroy(), 100));
    });
    socket.once("close", () => resolve());
  });
}

describe("a full disk", () => {
  const random = chance(17);
  /** An event that does not compress. */
  const noise = (id: string): string => {
    const bytes = Buffer.from(Array.from({ length: 3_000 }, () => Math.floor(random() * 256)));
    const event = madeEvent({ id, actor: `u-${id}` });
    return `${JSON.stringify({ ...event, note: bytes.toString("base64") })}\n`;
  };

  test("refuses with `storage_full`, loses nothing it acknowledged, and goes on once there is room", async ({
    skip,
  }) => {
    const disk = scratch.path("disk");
    mkdirSync(disk);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], { stdio: "pipe" });
    } catch (cause) {
      return skip(`a small disk cannot be mounted here: ${String(cause).split("\n")[0]}`);
    }
    try {
      writeFileSync(`${disk}/ballast`, new Uint8Array(3 * 1024 * 1024));
      const data = `${disk}/data`;
      const engine = await startEngine(data, ["--no-demo", ...VELOCITY]);
      const acknowledged: string[] = [];
      let refused: { code: string; retry: boolean; status: number } | null = null;
      for (let batch = 0; batch < 200 && refused === null; batch++) {
        const ids = Array.from({ length: 20 }, (_, i) => `f${batch}-${i}`);
        const response = await engine.post(ids.map(noise).join(""));
        if (response.status === 200) acknowledged.push(...ids);
        else refused = (await response.json()) as typeof refused;
      }
      expect(refused).toMatchObject({ code: "storage_full", retry: true, status: 507 });
      expect(acknowledged.length).toBeGreaterThan(100);
      // time for the counts to meet the full disk as well
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      for (const id of acknowledged.slice(-40))
        expect((await engine.get(`/v1/decisions/${id}`)).status).toBe(200);
      const refill = await touchstone(["ingest", "-", "--to", engine.address], { input: "" });
      expect(refill).toMatchObject({ code: 1, stderr: expect.stringContaining("[empty_input]") });

      rmSync(`${disk}/ballast`);
      let status = 0;
      for (let tries = 0; tries < 40 && status !== 200; tries++) {
        status = (await engine.post(sound("room"))).status;
        if (status !== 200) await new Promise((resolve) => setTimeout(resolve, 250));
      }
      expect(status).toBe(200);
      acknowledged.push("room");
      const counted = async (running: RunningEngine): Promise<unknown> =>
        ((await (await running.get("/v1/targets/video/v1/counts")).json()) as { counts: { raw: number }[] })
          .counts[0]!.raw;
      expect(await counted(engine)).toBe(acknowledged.length);
      await engine.stop("SIGKILL");
      const again = await startEngine(data, ["--no-demo", ...VELOCITY]);
      expect(await counted(again)).toBe(acknowledged.length);
      for (const id of acknowledged) expect((await again.get(`/v1/decisions/${id}`)).status, id).toBe(200);
      expect(await again.stop()).toBe(0);
    } finally {
      execFileSync("umount", ["-l", disk]);
    }
  });

  test("under `ingest`: exit code 1, the summary tells what is in; again with room, the rest goes in", async ({
    skip,
  }) => {
    const disk = scratch.path("disk2");
    mkdirSync(disk);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=6m", "tmpfs", disk], { stdio: "pipe" });
    } catch (cause) {
      return skip(`a small disk cannot be mounted here: ${String(cause).split("\n")[0]}`);
    }
    try {
      const file = scratch.write(
        "much.ndjson",
        Array.from({ length: 3_000 }, (_, i) => noise(`m${i}`)).join(""),
      );
      const args = ["ingest", file, "--data", `${disk}/data`, ...VELOCITY, "--json", "--quiet"];
      const full = await touchstone(args);
      expect(full).toMatchObject({ code: 1, stderr: expect.stringContaining("[storage_full]") });
      expect(full.stderr).not.toMatch(/\n {4}at /);
      const first = (JSON.parse(full.stdout) as { accepted: number }).accepted;
      expect(first).toBeLessThan(3_000);
      execFileSync("mount", ["-o", "remount,size=64m", disk]);
      const rest = await touchstone(args);
      expect(rest.code, rest.stderr).toBe(0);
      const second = JSON.parse(rest.stdout) as { accepted: number; duplicates: number };
      expect(second.accepted + second.duplicates).toBe(3_000);
      expect(second.duplicates).toBeGreaterThanOrEqual(first);
    } finally {
      execFileSync("umount", ["-l", disk]);
    }
  });
});
