import { type EventRow, keyColumn, numberColumn } from "../nouns/event-row.ts";
import { hashText } from "../nouns/hash.ts";
import type { Infrastructure } from "../nouns/policy.ts";

/** One network: `words` as in `EventRow.ip` (4 words; IPv4 in word 0), `bits` of it fixed. */
export interface Network {
  readonly version: 4 | 6;
  readonly words: readonly [number, number, number, number];
  readonly bits: number;
  readonly kind: string;
}

export interface InfrastructureTable {
  readonly networks: readonly Network[];
  /** Kind by AS number. */
  readonly asns: ReadonlyMap<number, string>;
}

const IP_KIND = keyColumn("ip_kind") * 2;
const ASN = numberColumn("asn");

/**
 * A table of networks and ASNs → a classifier of rows. The longest prefix that holds the address wins, then the ASN; a
 * kind that the sender gave stays. Overlapping networks are flattened once into disjoint ranges, so that a lookup is one
 * binary search: O(log n), no allocation. IPv4 addresses written in IPv6 (`::ffff:a.b.c.d`) are looked up as IPv4.
 */
export function createInfrastructure(table: InfrastructureTable): Infrastructure {
  const kinds = [...new Set([...table.networks.map(({ kind }) => kind), ...table.asns.values()])];
  const hashes = Int32Array.from(kinds.flatMap((kind) => [...hashText(kind)]));
  const v4 = flatten(table.networks, 4, kinds);
  const v6 = flatten(table.networks, 6, kinds);
  const asns = new Map([...table.asns].map(([asn, kind]) => [asn | 0, kinds.indexOf(kind)]));
  return {
    classify(row: EventRow): void {
      const { hash, ip } = row;
      if ((hash[IP_KIND]! | hash[IP_KIND + 1]!) !== 0) return;
      let kind = -1;
      if (row.ipVersion === 4) kind = lookup4(v4, ip[0]!);
      else if (row.ipVersion === 6) {
        const mapped = ip[0] === 0 && ip[1] === 0 && ip[2] === 0xffff;
        kind = mapped ? lookup4(v4, ip[3]!) : lookup6(v6, ip);
      }
      if (kind < 0) {
        const asn = row.num[ASN]!;
        if (!Number.isNaN(asn)) kind = asns.get(asn | 0) ?? -1;
      }
      if (kind < 0) return;
      hash[IP_KIND] = hashes[kind * 2]!;
      hash[IP_KIND + 1] = hashes[kind * 2 + 1]!;
    },
  };
}

/** `203.0.113.0/24`, `2001:db8::/32` or a single address → its network; null when it is none or has bits set after its prefix. */
export function parseNetwork(text: string, kind: string): Network | null {
  const [address = "", prefix, ...rest] = text.split("/");
  if (rest.length > 0) return null;
  const words = address.includes(":") ? parseIpv6(address) : parseIpv4(address);
  if (words === null) return null;
  const version = address.includes(":") ? 6 : 4;
  const width = version === 4 ? 32 : 128;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return null;
  const bits = prefix === undefined ? width : Number(prefix);
  if (bits > width) return null;
  const value = join(words, version);
  if (value & ((1n << BigInt(width - bits)) - 1n)) return null;
  return { version, words, bits, kind };
}

/** Disjoint ranges in order: range i starts at `starts[i]` (`stride` words) and has kind `kinds[i]`, −1 for none. */
interface Ranges {
  readonly starts: Uint32Array;
  readonly kinds: Int32Array;
}

function flatten(networks: readonly Network[], version: 4 | 6, kindNames: readonly string[]): Ranges {
  const width = version === 4 ? 32 : 128;
  const blocks = networks
    .filter((network) => network.version === version)
    .map((network) => {
      const from = join(network.words, version);
      return { from, to: from + (1n << BigInt(width - network.bits)), kind: kindNames.indexOf(network.kind) };
    })
    // Outer networks before inner ones: prefixes nest or are disjoint, so a stack holds those around the place.
    .sort((a, b) => (a.from !== b.from ? (a.from < b.from ? -1 : 1) : a.to > b.to ? -1 : 1));
  const starts: bigint[] = [0n];
  const kinds: number[] = [-1];
  const put = (at: bigint, kind: number) => {
    if (starts.at(-1) === at) kinds[kinds.length - 1] = kind;
    else if (kinds.at(-1) !== kind) {
      starts.push(at);
      kinds.push(kind);
    }
  };
  const around: typeof blocks = [];
  const leave = (before: bigint) => {
    while (around.length > 0 && around.at(-1)!.to <= before) {
      const left = around.pop()!;
      put(left.to, around.at(-1)?.kind ?? -1);
    }
  };
  for (const block of blocks) {
    leave(block.from);
    put(block.from, block.kind);
    around.push(block);
  }
  leave(1n << BigInt(width));
  const inside = starts.filter((start) => start < 1n << BigInt(width));
  const words = inside.flatMap((start) => split(start, version));
  return { starts: Uint32Array.from(words), kinds: Int32Array.from(kinds.slice(0, inside.length)) };
}

function lookup4(ranges: Ranges, address: number): number {
  const { starts } = ranges;
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= address) low = middle;
    else high = middle - 1;
  }
  return ranges.kinds[low]!;
}

function lookup6(ranges: Ranges, ip: Uint32Array): number {
  const { starts } = ranges;
  let low = 0;
  let high = ranges.kinds.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    let word = 0;
    while (word < 3 && starts[middle * 4 + word] === ip[word]) word++;
    if (starts[middle * 4 + word]! <= ip[word]!) low = middle;
    else high = middle - 1;
  }
  return ranges.kinds[low]!;
}

type Words = readonly [number, number, number, number];

function join(words: Words, version: 4 | 6): bigint {
  if (version === 4) return BigInt(words[0]);
  return words.reduce((value, word) => (value << 32n) | BigInt(word), 0n);
}

function split(value: bigint, version: 4 | 6): number[] {
  if (version === 4) return [Number(value)];
  return [96n, 64n, 32n, 0n].map((shift) => Number((value >> shift) & 0xffffffffn));
}

function parseIpv4(text: string): Words | null {
  const parts = text.split(".");
  if (parts.length !== 4 || parts.some((part) => !/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255)) {
    return null;
  }
  return [parts.reduce((value, part) => value * 256 + Number(part), 0), 0, 0, 0];
}

function parseIpv6(text: string): Words | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const groups = (half: string): number[] | null => {
    if (half === "") return [];
    const out: number[] = [];
    const parts = half.split(":");
    for (const [i, part] of parts.entries()) {
      if (part.includes(".") && i === parts.length - 1) {
        const v4 = parseIpv4(part);
        if (v4 === null) return null;
        out.push(v4[0] >>> 16, v4[0] & 0xffff);
      } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) out.push(Number.parseInt(part, 16));
      else return null;
    }
    return out;
  };
  const head = groups(halves[0]!);
  const tail = halves.length === 2 ? groups(halves[1]!) : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const all = [...head, ...new Array<number>(missing).fill(0), ...tail];
  const word = (i: number) => all[i * 2]! * 65536 + all[i * 2 + 1]!;
  return [word(0), word(1), word(2), word(3)];
}
