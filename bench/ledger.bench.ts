import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { leafHash } from "../src/ledger/tree-hash.ts";
import type { NewEntry } from "../src/nouns/ledger-entry.ts";
import { openLedgerLog } from "../src/store/ledger-log.ts";
import { openRecords } from "../src/store/sqlite-records.ts";
import { type BenchResult, timed, timedAsync } from "./bench.ts";

const ENTRIES = 1_000_000;
/** Entries of one transaction. */
const BATCH = 10_000;

interface Verified {
  readonly faults: number;
  readonly size: number;
  readonly seconds: number;
  readonly cpuS: number;
  readonly residentBytes: number;
}

/** A million entries: committed with their salts and bodies, published as tiles under a signed checkpoint, verified by another process. */
export async function run(): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), "touchstone-bench-ledger-"));
  try {
    const by = { kind: "system", name: "bench" } as const;
    const entries = (batch: number) =>
      Array.from({ length: BATCH }, (_, i): NewEntry => {
        const n = batch * BATCH + i;
        const sums = { public: -1, held: 0, rejected: 1 };
        const targets = [{ kind: "video", id: `v${n}`, type: "like", ...sums }];
        const fields = {
          campaign: `c${n}`,
          cause: "confirmed",
          targets,
          events: 1,
          moved: 1,
          first: n,
          last: n,
        };
        return { kind: "correction", by, fields: { ...fields, sha256: "0".repeat(64) } };
      });
    const records = openRecords(join(folder, "records.sqlite"));
    const batches = Array.from({ length: ENTRIES / BATCH }, (_, batch) => batch);
    let appendS = 0;
    let appendCpuS = 0;
    for (const batch of batches) {
      const made = entries(batch);
      const took = await timedAsync(async () => {
        await records.applyCounts([], [], batch, made, 1_795_000_000_000 + batch);
      });
      appendS += took.wallS;
      appendCpuS += took.cpuS;
    }
    const log = await openLedgerLog(folder, records);
    const published = await timedAsync(() => log.publish());
    const proof = timed(() => {
      for (let i = 0; i < 1000; i++) log.proof((i * 7919) % ENTRIES);
    });
    records.close();
    const child = join(import.meta.dirname, "ledger-child.ts");
    const answer = execFileSync(process.execPath, [child, folder], { encoding: "utf8" });
    const verified = JSON.parse(answer) as Verified;
    if (verified.faults > 0 || verified.size !== ENTRIES) throw new Error(`not verified: ${answer}`);
    const leaf = Buffer.alloc(180, 7);
    const hashed = timed(() => {
      for (let i = 0; i < ENTRIES; i++) leafHash(leaf);
    });
    const rate = (seconds: number) => ENTRIES / seconds;
    return {
      name: "ledger",
      rows: [
        {
          metric: `append, ${BATCH} a transaction`,
          value: rate(appendS),
          unit: "entries/s",
          goal: ">= 100,000",
        },
        { metric: "append, CPU alone", value: rate(appendCpuS), unit: "entries/CPU-s" },
        {
          metric: "publish: tiles, checkpoint, every file synced",
          value: rate(published.wallS),
          unit: "entries/s",
        },
        { metric: "publish, CPU alone", value: rate(published.cpuS), unit: "entries/CPU-s" },
        { metric: "inclusion proof", value: proof.cpuS, unit: "CPU-ms" },
        { metric: `verify ${ENTRIES} entries with bodies`, value: verified.seconds, unit: "s", goal: "< 10" },
        { metric: "verify, CPU alone", value: verified.cpuS, unit: "CPU-s" },
        { metric: "verify, memory", value: verified.residentBytes / 1e6, unit: "MB", goal: "< 200" },
        { metric: "the same run: hash of a leaf alone", value: rate(hashed.cpuS), unit: "hashes/CPU-s" },
        { metric: "append, in hashes of a leaf", value: appendCpuS / hashed.cpuS, unit: "x" },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
