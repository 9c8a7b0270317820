import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TouchstoneError } from "../nouns/codes.ts";
import { LINES_A_MINUTE_MAX, type LogLevel, openServerLog } from "./server-log.ts";

let folder = "";
let file = "";
let fd = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-log-"));
  file = join(folder, "log");
  fd = openSync(file, "w");
});
afterEach(() => {
  closeSync(fd);
  rmSync(folder, { recursive: true, force: true });
});

let nowMs = 0;
const open = (level: LogLevel = "info") => openServerLog(level, () => nowMs, fd);
const lines = () =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
/** All lines once they are written. Without a flush they keep their order: a flush may overtake a write under way. */
async function written(count: number): Promise<readonly Record<string, unknown>[]> {
  await expect.poll(lines).toHaveLength(count);
  return lines();
}

test("a line is JSON with its level and its time; a code and no stack for what the world did, a stack for our own mistake", async () => {
  const log = open();
  log.warn("the counts wait");
  log.error(new TouchstoneError("storage_full", "no room"));
  log.error(new Error("a mistake"));
  log.access({ method: "GET", route: "/v1/campaigns/:id", status: 200, tookMs: 1.5 });
  expect(await written(4)).toMatchObject([
    { level: "warn", msg: "the counts wait", time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) },
    { level: "error", code: "storage_full" },
    { level: "error", code: "internal", err: { stack: expect.stringContaining("server-log.test") } },
    { level: "info", access: { route: "/v1/campaigns/:id", status: 200 } },
  ]);
  expect(JSON.stringify(lines()[1])).not.toContain("stack");
});

test("what repeats itself is told a few times a minute, then counted; other kinds are not held up by it", async () => {
  nowMs = 0;
  const log = open();
  for (let i = 0; i < 1000; i++) log.error(new Error(`request ${i} failed`));
  log.error(new Error("something else"));
  nowMs = 60_000;
  log.error(new Error("request 1000 failed"));
  const told = await written(LINES_A_MINUTE_MAX + 2);
  expect(told).toHaveLength(LINES_A_MINUTE_MAX + 2);
  expect(told.at(-1)).toMatchObject({ like_it_left_out: 1000 - LINES_A_MINUTE_MAX });
});

test("lines below the least level are not written", async () => {
  const log = open("error");
  log.warn("not this");
  log.error(new Error("this"));
  log.flush();
  expect(await written(1)).toMatchObject([{ level: "error" }]);
});
