/** Who holds the slots of the windows decides nothing: 1, 2, 3 and 8 owners, while keys are evicted all the time. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { loadPolicyFile } from "../src/cli/load-policy-file.ts";
import { decisionStride, encodeDecision } from "../src/decide/record.ts";
import { createJudge } from "../src/flow/judge.ts";
import { SLOTS } from "../src/kernels/slots.ts";
import { createWindows } from "../src/measure/windows.ts";
import { type EventRow, type KeyColumn, keyColumn, numberColumn } from "../src/nouns/event-row.ts";
import type { Policy } from "../src/nouns/policy.ts";
import { CONFORMANCE_FEATURES, windowPolicy, windowRow } from "../src/ports/window-state.conformance.ts";
import type { WindowState } from "../src/ports/window-state.ts";

const START_MS = 1_700_000_000_000;

/** Bytes hashed in one go. */
const HASHED_BYTES = 1 << 16;

/** Windows as one process after another sees them, and what was measured and decided. */
interface Run {
  windows: WindowState;
  /** Judges an event and adds what its features are and its decision record to the file. */
  readonly decide: (row: EventRow) => void;
  /** SHA-256 of the file. */
  readonly digest: () => string;
}

function run(policy: Policy, windows: WindowState): Run {
  const hash = createHash("sha256");
  const ruleCount = policy.rules.length;
  const featureBytes = policy.features.length * 8;
  const file = new Uint8Array(HASHED_BYTES);
  const view = new DataView(file.buffer);
  let end = 0;
  const measure: WindowState["measure"] = (row, asOfMs, out) => {
    made.windows.measure(row, asOfMs, out);
    file.set(new Uint8Array(out.buffer), end);
    end += featureBytes;
  };
  const judge = createJudge(policy, null, { ...windows, measure } as WindowState);
  const made: Run = {
    windows,
    decide(row) {
      const decision = judge.judge(row, Number.POSITIVE_INFINITY);
      encodeDecision(decision, ruleCount, judge.asOfMs, row.late === 1, view, end);
      end += decisionStride(ruleCount);
      if (end + featureBytes + decisionStride(ruleCount) <= HASHED_BYTES) return;
      hash.update(file.subarray(0, end));
      end = 0;
    },
    digest: () => hash.update(file.subarray(0, end)).digest("hex"),
  };
  return made;
}

/** Every slot of some windows in others that share them out otherwise. */
function carryOver(from: WindowState, to: WindowState): WindowState {
  for (let slot = 0; slot < from.slots; slot++) to.restoreSlot(slot, from.snapshotSlot(slot));
  return to;
}

/** The i-th event: of a thousand busy addresses and many that come once, a like or a view each 50 ms. */
function fill(row: EventRow, i: number): void {
  const busy = i % 3 > 0;
  const random = Math.imul(i + 1, 0x9e3779b1) >>> 8;
  row.occurredAtMs = START_MS + i * 50;
  const set = (name: KeyColumn, value: number): void => {
    row.hash[keyColumn(name) * 2] = Math.imul(value + 1, 0x85ebca6b);
    row.hash[keyColumn(name) * 2 + 1] = Math.imul(value ^ (value >>> 7), 0xc2b2ae35) | 1;
  };
  set("ip", busy ? random % 1_000 : random);
  set("device", busy ? random % 1_500 : random);
  set("actor", random % 9_000);
  set("target", random % 37);
  set("owner", (random >>> 3) % 9_000);
  row.num[numberColumn("dwell_ms")] = random % 1_000;
}

describe("slots of the windows", () => {
  it.each([
    ["the velocity policy", { ...loadPolicyFile("velocity"), keysMax: 1_100 }, 300_000],
    ["features of every kind", windowPolicy(CONFORMANCE_FEATURES, { keysMax: 1_100, exactMax: 16 }), 10_000],
  ])(
    "give byte-identical decisions whoever holds them, but not where an owner is left out: %s",
    (_, policy, events) => {
      const runs = [1, 2, 3, 8, 2].map((owners) => run(policy, createWindows(policy, owners)));
      const [one, two, three, eight, lacking] = runs as [Run, Run, Run, Run, Run];
      for (let slot = 1; slot < SLOTS; slot += 2) lacking.windows.dropSlot(slot);
      const row = windowRow({ atMs: START_MS });
      for (let i = 0; i < events; i++) {
        fill(row, i);
        for (const { decide } of runs) decide(row);
        // Half way the slots of three owners go to eight others.
        if (i === events / 2) three.windows = carryOver(three.windows, createWindows(policy, 8));
      }
      const { keysEvicted } = one.windows.stats();
      expect(keysEvicted).toBeGreaterThan(events / 4);
      for (const { windows } of [two, three, eight]) expect(windows.stats().keysEvicted).toBe(keysEvicted);
      const [ofOne, ofTwo, ofThree, ofEight, ofLacking] = runs.map(({ digest }) => digest());
      expect([ofTwo, ofThree, ofEight]).toEqual([ofOne, ofOne, ofOne]);
      expect(ofLacking).not.toBe(ofOne);
    },
    60_000,
  );
});
