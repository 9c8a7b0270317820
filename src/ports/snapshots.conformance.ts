import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Snapshots } from "./snapshots.ts";

interface Opened {
  readonly snapshots: Snapshots;
  readonly close: () => void;
}

/** What every place of snapshots must do. `open` gives a new, empty one. */
export function describeSnapshots(name: string, open: () => Opened): void {
  describe(`snapshots: ${name}`, () => {
    let opened: Opened;
    beforeEach(() => {
      opened = open();
    });
    afterEach(() => opened.close());

    test("there is none before the first", async () => {
      expect(await opened.snapshots.read()).toBeNull();
    });

    test.each([
      ["no parts", []],
      ["an empty part", [new Uint8Array(0)]],
      ["parts of several lengths", [noise(1), new Uint8Array(0), noise(1000), noise(7)]],
      ["a part longer than one slice", [noise(2 * 1024 * 1024 + 1), noise(3)]],
      ["a view into a larger buffer", [noise(100).subarray(10, 20)]],
    ])("%s come back as they went in", async (_, parts) => {
      await opened.snapshots.write({ policy: "默认@1", position: 2 ** 40 }, parts);
      const read = await opened.snapshots.read();
      expect(read?.header).toEqual({ policy: "默认@1", position: 2 ** 40 });
      expect(read?.parts.map((part) => Buffer.from(part).toString("hex"))).toEqual(
        parts.map((part) => Buffer.from(part).toString("hex")),
      );
    });

    test("what is read stays as it was when what was given changes afterwards", async () => {
      const part = noise(10);
      await opened.snapshots.write({ i: 1 }, [part]);
      part.fill(0);
      expect((await opened.snapshots.read())?.parts[0]).toEqual(noise(10));
    });

    test("writes at the same time wait for each other", async () => {
      await Promise.all([0, 1, 2].map((i) => opened.snapshots.write({ i }, [noise(50_000)])));
      expect((await opened.snapshots.read())?.header).toEqual({ i: 2 });
    });

    test("a write that fails leaves the one before, and the next may succeed", async () => {
      await opened.snapshots.write({ i: 1 }, []);
      const cyclic: { self?: unknown } = {};
      cyclic.self = cyclic;
      await expect(opened.snapshots.write(cyclic, [])).rejects.toThrow();
      expect((await opened.snapshots.read())?.header).toEqual({ i: 1 });
      await opened.snapshots.write({ i: 2 }, []);
      expect((await opened.snapshots.read())?.header).toEqual({ i: 2 });
    });
  });
}

/** Bytes that no run of zeros or repetition can stand for. */
function noise(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 13) & 255);
}
