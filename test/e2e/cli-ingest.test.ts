import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { madeEvent, NOON_MS, ndjson, parsedLines } from "./made-events.ts";
import { startEngine } from "./running-engine.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { touchstone } from "./touchstone.ts";

const scratch = scratchFolder();
const events = Array.from({ length: 2_000 }, (_, i) =>
  madeEvent({ id: `i${i}`, atMs: NOON_MS + i * 50, actor: `u${i}`, target: `v${i % 5}` }),
);
const file = scratch.write("events.ndjson", ndjson(events));

async function ingest(args: readonly string[], input = "") {
  const { code, stdout, stderr } = await touchstone(["ingest", "--json", "--policy", "velocity", ...args], {
    input,
  });
  return { code, stderr, summary: JSON.parse(stdout) as Record<string, unknown> };
}

describe("ingest into a folder", () => {
  test("twice: the second time everything was seen before, and `up` shows it counted once", async () => {
    const data = scratch.path("data");
    expect((await ingest([file, "--data", data])).summary).toMatchObject({
      accepted: 2_000,
      duplicates: 0,
      rejected: 0,
    });
    expect((await ingest([file, "--data", data])).summary).toMatchObject({
      accepted: 0,
      duplicates: 2_000,
      rejected: 0,
    });
    const engine = await startEngine(data, ["--policy", "velocity"]);
    expect(engine.output()).toContain("(2000 events)");
    expect(engine.output()).not.toContain("simulated day"); // the folder holds something real
    const { counts } = (await (await engine.get("/v1/targets/video/v3/counts")).json()) as {
      counts: unknown[];
    };
    expect(counts).toEqual([{ type: "like", raw: 400, public: 400, held: 0, rejected: 0 }]);
    expect(await engine.stop()).toBe(0);
  });

  test("rejects bad lines alone, names their place, and keeps every reason on request", async () => {
    const lines = ndjson(events.slice(0, 30)).split("\n");
    for (let i = 0; i < 25; i++) lines.splice(i * 2, 0, `{"id":"bad${i}","type":"like"}`);
    const rejects = scratch.path("rejects.ndjson");
    const done = await ingest(["-", "--data", scratch.path("mixed"), "--rejects", rejects], lines.join("\n"));
    expect(done.code).toBe(0);
    expect(done.summary).toMatchObject({
      accepted: 30,
      rejected: 25,
      invalid_by_code: { missing_field: 25 },
    });
    expect(done.stderr).toContain("standard input:1: missing_field at");
    expect(done.stderr).toContain("further rejected lines are counted only");
    const kept = parsedLines<{ line: number; code: string; field: string; hint: string }>(
      readFileSync(rejects, "utf8"),
    );
    expect(kept.map(({ line }) => line)).toEqual(Array.from({ length: 25 }, (_, i) => i * 2 + 1));
    for (const { code, field, hint } of kept) {
      expect({ code, field }).toEqual({ code: "missing_field", field: "at" });
      expect(hint).not.toBe("");
    }
    const nowhere = await ingest(
      ["-", "--data", scratch.path("mixed"), "--rejects", "/nowhere/x"],
      lines.join("\n"),
    );
    expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringContaining("[cannot_write]") });
    expect(nowhere.summary).toMatchObject({ duplicates: 30, rejected: 25 });
  });

  test("a file that is not there: the others are in, exit code 1", async () => {
    const done = await ingest([file, scratch.path("nowhere.ndjson"), "--data", scratch.path("partly")]);
    expect(done.code).toBe(1);
    expect(done.stderr).toContain("[cannot_read]");
    expect(done.summary).toMatchObject({ accepted: 2_000 });
  });
});

describe("ingest into a running engine", () => {
  test("counts once, whoever sends it how often; a second process is told who holds the folder", async () => {
    const data = scratch.path("running");
    const engine = await startEngine(data, ["--no-demo", "--policy", "velocity"]);
    expect((await ingest([file, "--to", engine.address])).summary).toMatchObject({
      accepted: 2_000,
      rejected: 0,
    });
    expect((await ingest([file, "--to", engine.address])).summary).toMatchObject({
      accepted: 0,
      duplicates: 2_000,
    });

    const beside = await touchstone(["ingest", file, "--data", data]);
    expect(beside.code).toBe(1);
    expect(beside.stderr).toContain("[folder_in_use]");
    expect(beside.stderr).toContain(String(engine.child.pid));
    const second = await touchstone(["up", "--data", data, "--port", "0"]);
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining("[folder_in_use]") });

    const taken = new URL(engine.address).port;
    const port = await touchstone(["up", "--data", scratch.path("other"), "--port", taken, "--no-demo"]);
    expect(port).toMatchObject({ code: 1, stderr: expect.stringContaining("[port_in_use]") });
    expect(await engine.stop()).toBe(0);

    const gone = await touchstone(["ingest", file, "--to", engine.address, "--json"]);
    expect(gone).toMatchObject({ code: 1, stderr: expect.stringContaining(engine.address) });
    expect(JSON.parse(gone.stdout)).toMatchObject({ accepted: 0 });
  });
});
