import { mix } from "./opaque-id.ts";
import type { Random } from "./random.ts";

/**
 * Where people connect from. Every address lies in 10.0.0.0/8 and every network number in the private range 64512 to 65534
 * (RFC 1918, RFC 6996): variety enough for a day of millions of events, and nothing that exists outside.
 */
export type PlaceKind = "home" | "carrier_nat" | "campus" | "internet_cafe" | "office" | "datacenter";

/** Networks of each kind: first number and how many. */
const NETWORKS: Readonly<Record<PlaceKind, readonly [first: number, count: number]>> = {
  home: [64600, 12],
  carrier_nat: [64520, 4],
  campus: [64540, 9],
  internet_cafe: [64600, 12],
  office: [64560, 30],
  datacenter: [64700, 16],
};
/** Share of addresses whose kind the platform knows; intelligence on addresses is never complete. */
const KIND_KNOWN: Readonly<Record<PlaceKind, number>> = {
  home: 0.88,
  carrier_nat: 0.94,
  campus: 0.9,
  internet_cafe: 0.85,
  office: 0.7,
  datacenter: 0.75,
};
const BLOCKS_MAX = 65536;
const HOMES_PER_BLOCK = 100;

export interface Addresses {
  /** A subscriber's line; returns its place. A hundred lines share a /24, as subscribers of one exchange do. */
  readonly addHome: () => number;
  /** A place of `addressCount` addresses (1 to 254) in a /24 of its own; `asn` where it must be of a certain network. */
  readonly addPlace: (kind: PlaceKind, addressCount: number, asn?: number) => number;
  /** The JSON of a place's address, network and kind; `salt` chooses among its addresses. */
  readonly json: (place: number, salt: number) => string;
  /** An address somewhere among the subscribers' lines, as a residential proxy's exits are. */
  readonly exitJson: (random: Random) => string;
}

export function createAddresses(random: Random): Addresses {
  const base: number[] = [];
  const count: number[] = [];
  const asn: number[] = [];
  const kinds: PlaceKind[] = [];
  const known: boolean[] = [];
  const homeBlocks: { readonly base: number; readonly asn: number; readonly known: boolean }[] = [];
  let homesInBlock = HOMES_PER_BLOCK;
  let blocks = 0;
  const shift = random.below(BLOCKS_MAX);

  // Blocks are handed out in a scattered order (an odd factor permutes 16 bits), so that a neighbourhood tells nothing.
  const nextBlock = (): number => {
    const block = (Math.imul(blocks++ % BLOCKS_MAX, 40503) + shift) & 0xffff;
    return block << 8;
  };
  const network = (kind: PlaceKind): number => {
    const [first, size] = NETWORKS[kind];
    return first + Math.floor(size * random.unit() ** 1.5);
  };
  const add = (
    kind: PlaceKind,
    first: number,
    addressCount: number,
    number: number,
    sure: boolean,
  ): number => {
    base.push(first);
    count.push(addressCount);
    asn.push(number);
    kinds.push(kind);
    known.push(sure);
    return base.length - 1;
  };
  const json = (address: number, kind: string | null, number: number): string =>
    `"ip":"10.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}","ip_kind":${
      kind === null ? "null" : `"${kind}"`
    },"asn":${number},`;

  return {
    addHome: () => {
      if (homesInBlock >= HOMES_PER_BLOCK) {
        homesInBlock = 0;
        homeBlocks.push({ base: nextBlock(), asn: network("home"), known: random.chance(KIND_KNOWN.home) });
      }
      const block = homeBlocks[homeBlocks.length - 1]!;
      // 97 has no factor in common with 254: a hundred different hosts.
      const host = 1 + ((homesInBlock++ * 97 + block.asn) % 254);
      return add("home", block.base + host, 1, block.asn, block.known);
    },
    addPlace: (kind, addressCount, number) => {
      const first = nextBlock() + 1 + random.below(255 - Math.min(254, addressCount));
      return add(kind, first, addressCount, number ?? network(kind), random.chance(KIND_KNOWN[kind]));
    },
    json: (place, salt) => {
      const size = count[place]!;
      const address = base[place]! + (size === 1 ? 0 : (mix(salt) >>> 0) % size);
      return json(address, known[place]! ? kinds[place]! : null, asn[place]!);
    },
    exitJson: (chance) => {
      const block = homeBlocks[chance.below(homeBlocks.length)]!;
      return json(block.base + 1 + chance.below(254), block.known ? "home" : null, block.asn);
    },
  };
}
