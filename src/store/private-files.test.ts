import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makePrivate } from "./private-files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-private-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modes = (path: string): string[] =>
  [path, ...readdirSync(path, { recursive: true }).map((name) => join(path, String(name)))].map((name) =>
    (statSync(name).mode & 0o777).toString(8),
  );

test.skipIf(process.platform === "win32")("closes a folder of before, and everything in it, once", () => {
  mkdirSync(join(folder, "snapshots"));
  for (const name of ["events.sqlite", "events.sqlite-wal", "snapshots/s.bin"])
    writeFileSync(join(folder, name), "x", { mode: 0o644 });
  chmodSync(folder, 0o755);
  chmodSync(join(folder, "events.sqlite"), 0o664);
  expect(makePrivate(folder)).toEqual({ closed: 5, refused: null });
  expect(modes(folder).sort()).toEqual(["600", "600", "600", "700", "700"]);
  expect(makePrivate(folder)).toEqual({ closed: 0, refused: null });
});

test("what is not there is nothing to close", () => {
  expect(makePrivate(join(folder, "none"))).toEqual({ closed: 0, refused: null });
});
