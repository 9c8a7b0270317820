import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { LogFollower } from "../ports/log-follower.ts";
import { gateMemory, readThrough, ThreadGate } from "./thread-gate.ts";

describe("ThreadGate", () => {
  it("lets threads in native work be ended, one after another, without taking the process down", async () => {
    const fixture = fileURLToPath(new URL("./end-threads.fixture.ts", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [fixture, "60"]);
    expect(stdout).toBe("ended 60\n");
  }, 60_000);

  it("closes at once when nobody is inside, also after work that threw", async () => {
    const memory = gateMemory();
    const gate = new ThreadGate(memory);
    expect(gate.through(() => 7)).toBe(7);
    expect(() =>
      gate.through(() => {
        throw new Error("the disk is gone");
      }),
    ).toThrow("the disk is gone");
    await new ThreadGate(memory).close();
  });

  it("waits for who is inside", async () => {
    const memory = gateMemory();
    let closed: Promise<void> | null = null;
    let isClosed = false;
    new ThreadGate(memory).through(() => {
      closed = new ThreadGate(memory).close().then(() => {
        isClosed = true;
      });
      expect(isClosed).toBe(false);
    });
    await closed;
    expect(isClosed).toBe(true);
  });
});

describe("readThrough", () => {
  it("passes each read on, and its answer back", () => {
    const asked: unknown[][] = [];
    const ask =
      (name: string) =>
      (...parts: unknown[]): never => {
        asked.push([name, ...parts]);
        return name as never;
      };
    const reader: LogFollower = {
      bounds: ask("bounds"),
      at: ask("at"),
      runs: ask("runs"),
      close: ask("close"),
    };
    const through = readThrough(new ThreadGate(gateMemory()), () => reader);
    expect(through.bounds("events")).toBe("bounds");
    expect(through.at("events", 3)).toBe("at");
    expect(through.runs("decisions", 1, 9, 100)).toBe("runs");
    through.close();
    expect(asked).toEqual([
      ["bounds", "events"],
      ["at", "events", 3],
      ["runs", "decisions", 1, 9, 100],
      ["close"],
    ]);
  });
});
