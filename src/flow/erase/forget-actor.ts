import { createHash, randomBytes } from "node:crypto";
import { createDecoder } from "../../ingest/json-decoder.ts";
import type { Erasure } from "../../nouns/erasure.ts";
import { createEventRow, keyColumn, keyText } from "../../nouns/event-row.ts";
import { hashHex } from "../../nouns/hash.ts";
import type { Principal } from "../../nouns/ledger-entry.ts";
import type { EventLog } from "../../ports/event-log.ts";
import type { Records } from "../../ports/records.ts";
import { DROP_EVERY_MS, LEDGER_ERASED_PER_ENTRY } from "./erase-limits.ts";
import type { ForgottenActors } from "./forgotten-actors.ts";
import { entriesNaming } from "./ledger-mentions.ts";

export interface ForgetParts {
  readonly records: Records;
  readonly log: EventLog;
  readonly forgotten: ForgottenActors;
  /** How long events are kept after they came in, ms; null = for ever. */
  readonly keepMs: number | null;
  /** Who asked for it: a program over the API, or whoever has the folder. */
  readonly by: Principal;
  /** Receiver's clock, ms. */
  readonly clock: () => number;
  /** 16 bytes of chance. Default: the system's. */
  readonly salt?: () => Uint8Array;
}

const ACTOR = keyColumn("actor");
const OWNER = keyColumn("owner");
const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");
/** What may stand for a letter of the name in JSON. */
const ESCAPE = "\\u";

/**
 * Erases an account's name wherever that can be done whole: from the lists of campaigns, now and at later looks, from named lists and what it has proven, and with salt
 * and body of the ledger's entries that name it, whose hashes stay. The log is append-only: what it holds stays, and is counted. Writes an entry into the ledger that names nobody. Done again, it erases what came since and writes another entry.
 * Cost: one pass over the log, some 3 ms for a run of 1 MB, with the event loop free between runs. Rejects with the store's errors.
 */
export async function forgetActor(parts: ForgetParts, actor: string): Promise<Erasure> {
  const { records, log, forgotten, keepMs, clock } = parts;
  // First: a look that comes meanwhile must not write the name again.
  await forgotten.add(hashHex(actor), log.end("events"));
  const campaignEntries = await records.campaigns.forgetActor(actor);
  const listEntries = await records.lists.forget(actor);
  if ((await records.get(`proven/${actor}`)) !== null) await records.set(`proven/${actor}`, "");
  const { events, latestMs } = await namedIn(log, actor);
  const named = await entriesNaming(records, actor);
  const salt = Buffer.from((parts.salt ?? (() => randomBytes(16)))()).toString("hex");
  const atMs = clock();
  const erasure: Erasure = {
    atMs,
    hash: createHash("sha256").update(salt).update(actor).digest("hex"),
    salt,
    erased: { campaignEntries, listEntries, ledgerEntries: named.length },
    remains: {
      logEvents: events,
      logUntilMs: events === 0 || keepMs === null ? null : latestMs + keepMs + DROP_EVERY_MS,
      countsAsTarget: (await records.counts("account", actor)).length,
    },
  };
  const { hash, erased, remains } = erasure;
  for (let at = 0; at === 0 || at < named.length; at += LEDGER_ERASED_PER_ENTRY) {
    const sequences = named.slice(at, at + LEDGER_ERASED_PER_ENTRY);
    const fields = {
      account_sha256: hash,
      salt,
      campaign_entries: erased.campaignEntries,
      log_events: remains.logEvents,
      log_until_ms: remains.logUntilMs,
      counts_as_target: remains.countsAsTarget,
      ledger_entries: sequences,
    };
    await records.eraseBodies(sequences, { kind: "erasure", by: parts.by, fields }, atMs);
  }
  // Whatever ends this here: the log takes them out of its copies when it is told of the entry above.
  await log.eraseCopies(named);
  return erasure;
}

/** Events of the log that name the account, and when the latest run with one came in. Others work between runs. */
async function namedIn(log: EventLog, actor: string): Promise<{ events: number; latestMs: number }> {
  const decoder = createDecoder();
  const row = createEventRow();
  const name = Buffer.from(actor.toWellFormed());
  let events = 0;
  let latestMs = 0;
  for await (const { bytes, receivedAtMs } of log.read("events", log.begin("events"))) {
    await new Promise((resolve) => setImmediate(resolve));
    const run = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (!run.includes(name) && !run.includes(ESCAPE)) continue;
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(0x0a, start);
      const line = run.subarray(start, end);
      if (line.includes(name) || line.includes(ESCAPE)) {
        const read = decoder.decode(bytes, start, end, row, Number.POSITIVE_INFINITY) === null;
        if (read && names(actor)) {
          events++;
          latestMs = Math.max(latestMs, receivedAtMs);
        }
      }
      start = end + 1;
    }
  }
  return { events, latestMs };

  function names(wanted: string): boolean {
    if (keyText(row, ACTOR) === wanted || keyText(row, OWNER) === wanted) return true;
    const kind = keyText(row, TARGET_KIND);
    return (kind === "account" || kind === "payee") && keyText(row, TARGET) === wanted;
  }
}
