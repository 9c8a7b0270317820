import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { describeSnapshots } from "../ports/snapshots.conformance.ts";
import type { Snapshots } from "../ports/snapshots.ts";
import { type IgnoredSnapshot, openSnapshots } from "./snapshot.ts";

describeSnapshots("files", () => {
  const folder = mkdtempSync(join(tmpdir(), "touchstone-snapshot-"));
  const snapshots = openSnapshots(join(folder, "snapshots"));
  return { snapshots, close: () => rmSync(folder, { recursive: true, force: true }) };
});

describe("snapshots", () => {
  let folder = "";
  let ignored: IgnoredSnapshot[] = [];
  let snapshots: Snapshots;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "touchstone-snapshot-")), "snapshots");
    ignored = [];
    snapshots = openSnapshots(folder, { onIgnored: (each) => ignored.push(each) });
  });
  afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

  /** Bytes that no run of zeros or repetition can stand for. */
  function noise(length: number): Uint8Array {
    return Uint8Array.from({ length }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 13) & 255);
  }
  const newest = () => join(folder, readdirSync(folder).sort().at(-1)!);

  test("the newest is read and two are kept, also by the next process", async () => {
    for (let i = 0; i < 4; i++) await snapshots.write({ i }, [noise(i)]);
    expect(readdirSync(folder).sort()).toEqual(["snapshot-000000000003.bin", "snapshot-000000000004.bin"]);
    const next = openSnapshots(folder);
    expect((await next.read())?.header).toEqual({ i: 3 });
    await next.write({ i: 4 }, []);
    expect((await next.read())?.header).toEqual({ i: 4 });
  });

  test.each<readonly [string, (file: string) => void, RegExp]>([
    ["emptied", (file) => truncateSync(file, 0), /cut short/],
    ["cut in the prefix", (file) => truncateSync(file, 19), /cut short/],
    ["cut in the header", (file) => truncateSync(file, 30), /header is damaged/],
    [
      "cut by one byte",
      (file) => truncateSync(file, statSync(file).size - 1),
      /holds `\d+` bytes instead of `\d+`/,
    ],
    ["of another kind", (file) => writeFileSync(file, "x".repeat(5000)), /not a snapshot/],
    ["longer by one byte", (file) => writeFileSync(file, "x", { flag: "a" }), /bytes instead of/],
    ["of another version", (file) => flip(file, 8), /version `0`/],
    ["with a silly header length", (file) => flip(file, 15, 255), /header is damaged/],
    ["altered in a part", (file) => flip(file, statSync(file).size - 100), /checksum differs/],
    ["altered in its checksum", (file) => flip(file, statSync(file).size - 1), /checksum differs/],
  ])("one %s is passed over for the one before", async (_, harm, reason) => {
    await snapshots.write({ i: "before" }, [noise(500)]);
    await snapshots.write({ i: "after" }, [noise(500)]);
    const file = newest();
    harm(file);
    expect((await snapshots.read())?.header).toEqual({ i: "before" });
    expect(ignored).toHaveLength(1);
    expect(ignored[0]?.file).toBe(file);
    expect(ignored[0]?.reason).toMatch(reason);
  });

  test("every single altered byte is noticed", async () => {
    await snapshots.write({ i: 1 }, [noise(40)]);
    const sound = readFileSync(newest());
    for (let at = 0; at < sound.length; at++) {
      const harmed = Buffer.from(sound);
      harmed[at] = harmed[at]! ^ 1;
      writeFileSync(newest(), harmed);
      expect(await snapshots.read()).toBeNull();
    }
    writeFileSync(newest(), sound);
    expect((await snapshots.read())?.header).toEqual({ i: 1 });
  });

  test("what a killed write left behind is neither read nor kept", async () => {
    await snapshots.write({ i: 1 }, []);
    writeFileSync(join(folder, "snapshot-000000000002.bin.new"), "half");
    expect((await snapshots.read())?.header).toEqual({ i: 1 });
    await snapshots.write({ i: 2 }, []);
    expect(readdirSync(folder).some((name) => name.endsWith(".new"))).toBe(false);
  });

  test("a write that fails says so, leaves the one before, and the next may succeed", async () => {
    await snapshots.write({ i: 1 }, []);
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    await expect(snapshots.write(cyclic, [])).rejects.toThrow(/circular/);
    expect((await snapshots.read())?.header).toEqual({ i: 1 });
    await snapshots.write({ i: 2 }, []);
    expect((await snapshots.read())?.header).toEqual({ i: 2 });
  });

  test("a place that cannot be a folder is `cannot_write`", async () => {
    const file = join(folder, "..", "file");
    writeFileSync(file, "");
    await expect(openSnapshots(file).write({}, [])).rejects.toMatchObject({ code: "cannot_write" });
  });
});

function flip(file: string, at: number, mask = 1): void {
  const bytes = readFileSync(file);
  bytes[at] = bytes[at]! ^ mask;
  writeFileSync(file, bytes);
}
