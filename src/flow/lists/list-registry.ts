import { createDecoder } from "../../ingest/json-decoder.ts";
import { createEventRow, type EventRow, keyColumn, keyText } from "../../nouns/event-row.ts";
import { hashText } from "../../nouns/hash.ts";
import type { ListEntry, ListSubject, ListUse } from "../../nouns/subject-list.ts";
import { parseNetwork } from "../../policy/infrastructure.ts";

/** An entry with what is compared first: a word of its hash, or its masked address. */
interface Held {
  readonly entry: ListEntry;
  until: number;
  readonly high: number;
  /** Text that must stand in the column, so that ids made to have one hash stay apart; the kind of a target beside it. */
  readonly text: string;
  readonly targetKind: string | null;
}

const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");
const PAYEE = keyColumn("payee");

/** Entries of all lists, by what they name: what a judge asks about an event. An answer costs one look-up, some 50 ns. */
export class ListRegistry {
  private readonly byHash = new Map<ListSubject, Map<number, Held[]>>();
  /** By number of bits, then by the masked address: IPv4 as a number, IPv6 as text. */
  private readonly networks4 = new Map<number, Map<number, Held[]>>();
  private readonly networks6 = new Map<number, Map<string, Held[]>>();

  constructor(entries: Iterable<ListEntry> = []) {
    for (const entry of entries) this.add(entry);
  }

  add(entry: ListEntry): void {
    const until = entry.until ?? Number.POSITIVE_INFINITY;
    const { kind, value } = entry;
    const network = kind === "network" ? parseNetwork(value, kind) : null;
    if (network !== null) {
      const held = { entry, until, high: 0, text: value, targetKind: null };
      if (network.version === 4) {
        push(inner(this.networks4, network.bits), network.words[0] >>> 0, held);
      } else push(inner(this.networks6, network.bits), maskedText(network.words, network.bits), held);
      return;
    }
    const slash = value.indexOf("/");
    const [targetKind, text] =
      kind === "target" ? [value.slice(0, slash), value.slice(slash + 1)] : [null, value];
    const [low, high] = targetKind === null ? hashText(text) : targetHash(targetKind, text);
    push(inner(this.byHash, kind), low, { entry, until, high, text, targetKind });
  }

  /** Every entry, those that hold no longer included. */
  entries(): readonly ListEntry[] {
    const maps = [this.byHash, this.networks4, this.networks6].flatMap((one) => [
      ...(one as Map<unknown, Map<unknown, readonly Held[]>>).values(),
    ]);
    return maps
      .flatMap((map) => [...map.values()].flat())
      .map(({ entry, until }) => ({ ...entry, until: Number.isFinite(until) ? until : null }));
  }

  /** The entry holds for events before `until` only. */
  end(entry: ListEntry, until: number): void {
    for (const held of this.bucketOf(entry)) if (sameEntry(held.entry, entry)) held.until = until;
  }

  /** Takes every entry about an account, whenever it held. */
  forget(account: string): void {
    const [low] = hashText(account);
    const bucket = this.byHash.get("account");
    const kept = bucket?.get(low)?.filter(({ text }) => text !== account) ?? [];
    if (kept.length === 0) bucket?.delete(low);
    else bucket?.set(low, kept);
  }

  /** Whether the column's value is on the list for the event at a position: 1 or 0; 2 where the event has no value. */
  ask({ list, subject, column }: ListUse, row: EventRow, position: number, receivedAtMs: number): 0 | 1 | 2 {
    const holds = ({ entry, until }: Held): boolean =>
      entry.list === list &&
      entry.from <= position &&
      position < until &&
      (entry.expiresAtMs === null || receivedAtMs < entry.expiresAtMs);
    if (subject === "network") {
      if (row.ipVersion === 0 || column !== "ip") return 2;
      return this.networksOf(row, holds) ? 1 : 0;
    }
    const at = keyColumn(column);
    const low = row.hash[at * 2]!;
    const high = row.hash[at * 2 + 1]!;
    if ((low | high) === 0) return 2;
    const bucket = this.byHash.get(subject)?.get(low);
    if (bucket === undefined) return 0;
    for (const held of bucket) {
      if (held.high !== high || !holds(held)) continue;
      // A payee's own id is derived: its text is that of the payee as a target.
      if (keyText(row, column === "payee_id" ? PAYEE : at) !== held.text) continue;
      if (held.targetKind === null || keyText(row, TARGET_KIND) === held.targetKind) return 1;
    }
    return 0;
  }

  private networksOf({ ip, ipVersion }: EventRow, holds: (held: Held) => boolean): boolean {
    const mapped = ipVersion === 6 && ip[0] === 0 && ip[1] === 0 && ip[2] === 0xffff;
    if (ipVersion === 4 || mapped) {
      const address = ip[mapped ? 3 : 0]!;
      for (const [bits, nets] of this.networks4) {
        const masked = bits === 0 ? 0 : (address & (-1 << (32 - bits))) >>> 0;
        if (nets.get(masked)?.some(holds) === true) return true;
      }
      return false;
    }
    for (const [bits, nets] of this.networks6) {
      if (nets.get(maskedText(ip, bits))?.some(holds) === true) return true;
    }
    return false;
  }

  private bucketOf({ kind, value }: ListEntry): readonly Held[] {
    const network = kind === "network" ? parseNetwork(value, kind) : null;
    if (network !== null) {
      return (
        (network.version === 4
          ? this.networks4.get(network.bits)?.get(network.words[0] >>> 0)
          : this.networks6.get(network.bits)?.get(maskedText(network.words, network.bits))) ?? []
      );
    }
    const slash = value.indexOf("/");
    const [low] =
      kind === "target" ? targetHash(value.slice(0, slash), value.slice(slash + 1)) : hashText(value);
    return this.byHash.get(kind)?.get(low) ?? [];
  }
}

/** Marks on each event which of a policy's questions about lists are answered, and how; `registry` null: none are. */
export function createListMarker(
  uses: readonly ListUse[],
  registry: ListRegistry | null,
): ((row: EventRow, position: number, receivedAtMs: number) => void) | null {
  if (uses.length === 0) return null;
  return (row, position, receivedAtMs) => {
    let listed = 0;
    let unlisted = 0;
    for (let i = 0; registry !== null && i < uses.length; i++) {
      const answer = registry.ask(uses[i]!, row, position, receivedAtMs);
      if (answer === 1) listed |= 1 << i;
      else if (answer === 0) unlisted |= 1 << i;
    }
    row.listed = listed;
    row.unlisted = unlisted;
  };
}

function sameEntry(a: ListEntry, b: ListEntry): boolean {
  return a.list === b.list && a.kind === b.kind && a.value === b.value && a.from === b.from;
}

function inner<K, L>(maps: Map<K, Map<L, Held[]>>, key: K): Map<L, Held[]> {
  let map = maps.get(key);
  if (map === undefined) {
    map = new Map();
    maps.set(key, map);
  }
  return map;
}

function push<K>(map: Map<K, Held[]>, key: K, held: Held): void {
  const bucket = map.get(key);
  if (bucket === undefined) map.set(key, [held]);
  else bucket.push(held);
}

function maskedText(words: ArrayLike<number>, bits: number): string {
  const parts: number[] = [];
  for (let i = 0; i < 4; i++) {
    const fixed = Math.min(32, Math.max(0, bits - 32 * i));
    parts.push(fixed === 0 ? 0 : (words[i]! & (-1 << (32 - fixed))) >>> 0);
  }
  return parts.join(":");
}

const decoder = createDecoder();

/** Hash of a target as a decoder gives it. */
function targetHash(kind: string, id: string): readonly [low: number, high: number] {
  const row = createEventRow();
  const event = { id: "e", type: "like", at: 1e12, actor: { id: "a" }, target: { kind, id } };
  const line = Buffer.from(JSON.stringify(event));
  decoder.decode(line, 0, line.length, row, Number.POSITIVE_INFINITY);
  return [row.hash[TARGET * 2]!, row.hash[TARGET * 2 + 1]!];
}
