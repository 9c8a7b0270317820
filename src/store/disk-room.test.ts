import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDiskProbe } from "./disk-room.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-room-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a folder that can be written is no trouble, and nothing is left in it", async () => {
  expect(await createDiskProbe(folder)()).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
});

test("a folder that is gone or closed is named as the trouble; the answer is asked anew after two seconds", async () => {
  let nowMs = 0;
  const probe = createDiskProbe(folder, () => nowMs);
  expect(await probe()).toBeNull();
  rmSync(folder, { recursive: true });
  expect(await probe()).toBeNull();
  nowMs = 2_000;
  expect(await probe()).toMatch(/cannot be written/);
});

test.skipIf(!existsSync("/dev/full") || process.getuid?.() === 0)(
  "a folder without the right to write",
  async () => {
    chmodSync(folder, 0o500);
    expect(await createDiskProbe(folder)()).toMatch(/cannot be written: EACCES/);
    chmodSync(folder, 0o700);
  },
);
