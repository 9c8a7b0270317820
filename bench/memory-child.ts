import { loadPolicyFile } from "../src/cli/load-policy-file.ts";
import { createWindows } from "../src/measure/windows.ts";
import { kindCode } from "../src/nouns/event.ts";
import { createEventRow, keyColumn } from "../src/nouns/event-row.ts";

/**
 * Fills the velocity policy's windows with as many live keys as its argument says, half addresses and half devices, two events
 * each, and prints what that took.
 */
const keys = Number(process.argv[2]);
const policy = { ...loadPolicyFile("velocity"), keysMax: keys };
const windows = createWindows(policy);
const row = createEventRow();
row.kind = kindCode("like")!;
const out = new Float64Array(policy.features.length);
const [ip, device, actor] = [keyColumn("ip") * 2, keyColumn("device") * 2, keyColumn("actor") * 2];
const baseBytes = process.memoryUsage.rss();
const half = keys / 2;
const startMs = 1_700_000_000_000;
for (let pass = 0; pass < 2; pass++) {
  for (let i = 0; i < half; i++) {
    // All within 25 s, so that both windows hold everything. Odd multipliers spread the keys as hashes are.
    const atMs = startMs + Math.floor((i / half) * 12_000) + pass * 12_500;
    row.occurredAtMs = atMs;
    set(ip, i, 0x9e3779b1);
    set(device, i, 0x85ebca6b);
    set(actor, i * 2 + pass, 0xc2b2ae35);
    windows.measure(row, atMs, out);
  }
}
const { keysLive, keysEvicted, bytes } = windows.stats();
const residentBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(
  JSON.stringify({ live: keysLive, evicted: keysEvicted, stateBytes: bytes, residentBytes, baseBytes }),
);

function set(at: number, value: number, multiplier: number): void {
  const low = Math.imul(value + 1, multiplier);
  row.hash[at] = low ^ (low >>> 15);
  row.hash[at + 1] = Math.imul(low ^ value, 0x27d4eb2f);
}
