import { type EventRow, type KeyColumn, keyColumn } from "./event-row.ts";
import { hashText } from "./hash.ts";

/** Values that stand for "none" where somebody's or something's identity belongs, as data: a policy may name its own. */
export interface PlaceholderList {
  /** Texts, whatever their case. */
  readonly values: readonly string[];
  /** Characters: a text of nothing but one of them is none (`0000-0000`), also in the shapes of a UUID and of a MAC address. */
  readonly repeated: readonly string[];
  /** Networks whose addresses say nothing of a person, unless the sender or the policy says what kind stands behind. */
  readonly networks: readonly PlaceholderNetwork[];
}

/** `words` as in `EventRow.ip`; `bits` of them are fixed. */
export interface PlaceholderNetwork {
  readonly version: 4 | 6;
  readonly words: readonly number[];
  readonly bits: number;
}

/** How often a value was taken for none. */
export interface PlaceholderCount {
  /** Path of the contract, as in `context.device`. */
  readonly field: string;
  /** As it stands in the list; of a network its only address, or the network where there are several. */
  readonly value: string;
  readonly events: number;
}

/** Takes placeholders out of rows, and counts them. */
export interface PlaceholderFilter {
  /**
   * Makes an identity absent that is a placeholder: its key, not its place in the line. Called once an event, after its address was
   * classified. Some ten table reads; allocates nothing. Returns a bit for each field that was cleared (`fieldsOf`).
   */
  clear(row: EventRow): number;
  /** The bits that `clear` returned → paths of the contract. */
  fieldsOf(cleared: number): readonly string[];
  /** What was taken out so far, most first, and of how many events. */
  counts(): readonly PlaceholderCount[];
  events(): number;
}

/** Identity columns that are looked at, by path. Words that classify (`source`, `ip_kind`) may well be `unknown`: they name nobody. */
const FIELDS: readonly (readonly [field: string, column: KeyColumn])[] = [
  ["actor.id", "actor"],
  ["target.owner", "owner"],
  ["context.ip", "ip"],
  ["context.device", "device"],
  ["context.user_agent", "user_agent"],
  ["context.parent_share", "parent_share"],
  ["actor.registration_batch", "registration_batch"],
  ["payee.device", "payee_device"],
];
const ADDRESS_FIELD = FIELDS.findIndex(([field]) => field === "context.ip");
const IP = keyColumn("ip") * 2;
const IP_PREFIX = keyColumn("ip_prefix") * 2;
const IP_KIND = keyColumn("ip_kind") * 2;

/** Longest run of one character that is looked for: a SHA-256 in hexadecimal. */
const REPEATED_CHARS_MAX = 64;
/** Letters repeated below this are names (`ff`, `x`); digits and signs are none at any length. */
const REPEATED_LETTERS_MIN = 6;

/** Every text that a list means, as the texts stand in events. */
function textsOf({ values, repeated }: PlaceholderList): string[] {
  const texts = new Set<string>();
  for (const value of values) {
    const lower = value.toLowerCase();
    const first = lower.charAt(0).toUpperCase() + lower.slice(1);
    const title = lower.replace(/(?<=^|\s)\p{Ll}/gu, (letter) => letter.toUpperCase());
    for (const text of [value, lower, value.toUpperCase(), first, title]) texts.add(text);
  }
  for (const one of repeated) {
    for (const c of new Set([one.toLowerCase(), one.toUpperCase()])) {
      const from = /[a-z]/i.test(c) ? REPEATED_LETTERS_MIN : 1;
      for (let length = from; length <= REPEATED_CHARS_MAX; length++) texts.add(c.repeat(length));
      texts.add([8, 4, 4, 4, 12].map((length) => c.repeat(length)).join("-"));
      for (const sign of [":", "-"]) texts.add(new Array(6).fill(c.repeat(2)).join(sign));
    }
  }
  texts.delete("");
  return [...texts];
}

interface FilterState {
  readonly texts: string[];
  readonly mask: number;
  readonly keys: Int32Array;
  readonly places: Int32Array;
  readonly columns: Int32Array;
  readonly counts: Float64Array;
  readonly networks: {
    version: 4 | 6;
    words: Uint32Array;
    masks: Uint32Array;
    bits: number;
  }[];
  readonly networkCounts: Float64Array;
  /** The first address of each network, and whether another came. */
  readonly addresses: Uint32Array;
  readonly several: Uint8Array;
  events: number;
}

/** A list → a filter that has seen nothing. */
export function createPlaceholderFilter(list: PlaceholderList): PlaceholderFilter {
  const texts = textsOf(list);
  let size = 1024;
  while (size < texts.length * 4) size *= 2;
  const mask = size - 1;
  const keys = new Int32Array(size * 2);
  const places = new Int32Array(size).fill(-1);
  for (const [place, text] of texts.entries()) {
    const [low, high] = hashText(text);
    let slot = low & mask;
    while (places[slot]! >= 0) slot = (slot + 1) & mask;
    keys[slot * 2] = low;
    keys[slot * 2 + 1] = high;
    places[slot] = place;
  }
  const networks = list.networks.map(({ version, words, bits }) => ({
    version,
    words: Uint32Array.from(words),
    masks: Uint32Array.from({ length: 4 }, (_, w) => maskOf(bits - w * 32)),
    bits,
  }));
  const filter: FilterState = {
    texts,
    mask,
    keys,
    places,
    columns: Int32Array.from(FIELDS, ([, column]) => keyColumn(column) * 2),
    counts: new Float64Array(FIELDS.length * texts.length),
    networks,
    networkCounts: new Float64Array(networks.length),
    addresses: new Uint32Array(4 * networks.length),
    several: new Uint8Array(networks.length),
    events: 0,
  };
  return {
    clear: (row) => clear(filter, row),
    fieldsOf: (cleared) => FIELDS.filter((_, f) => ((cleared >>> f) & 1) === 1).map(([field]) => field),
    counts: () => counts(filter),
    events: () => filter.events,
  };
}

function find(filter: FilterState, low: number, high: number): number {
  for (let slot = low & filter.mask; ; slot = (slot + 1) & filter.mask) {
    const place = filter.places[slot]!;
    if (place < 0 || (filter.keys[slot * 2] === low && filter.keys[slot * 2 + 1] === high)) return place;
  }
}

function differs(filter: FilterState, ip: Uint32Array, n: number): boolean {
  const words = filter.networks[n]!.version === 4 ? 1 : 4;
  for (let w = 0; w < words; w++) if (ip[w] !== filter.addresses[4 * n + w]) return true;
  return false;
}

function clearAddress(filter: FilterState, row: EventRow): boolean {
  const { hash, ip } = row;
  if ((hash[IP_KIND]! | hash[IP_KIND + 1]!) !== 0) return false;
  for (let n = 0; n < filter.networks.length; n++) {
    const { version, words, masks } = filter.networks[n]!;
    if (version !== row.ipVersion) continue;
    if (((ip[0]! ^ words[0]!) & masks[0]!) !== 0) continue;
    if (
      version === 6 &&
      (((ip[1]! ^ words[1]!) & masks[1]!) |
        ((ip[2]! ^ words[2]!) & masks[2]!) |
        ((ip[3]! ^ words[3]!) & masks[3]!)) !==
        0
    ) {
      continue;
    }
    if (filter.networkCounts[n]!++ === 0) filter.addresses.set(ip, 4 * n);
    else if (filter.several[n] === 0 && differs(filter, ip, n)) filter.several[n] = 1;
    hash[IP] = 0;
    hash[IP + 1] = 0;
    // A network that the sender names itself has a place in the line; one derived from this address has none.
    if (row.span[IP_PREFIX + 1] === 0) {
      hash[IP_PREFIX] = 0;
      hash[IP_PREFIX + 1] = 0;
    }
    row.ipVersion = 0;
    return true;
  }
  return false;
}

function clear(filter: FilterState, row: EventRow): number {
  filter.events++;
  let cleared = 0;
  const { hash } = row;
  for (let f = 0; f < filter.columns.length; f++) {
    const at = filter.columns[f]!;
    const place = find(filter, hash[at]!, hash[at + 1]!);
    if (place < 0) continue;
    filter.counts[f * filter.texts.length + place]!++;
    hash[at] = 0;
    hash[at + 1] = 0;
    cleared |= 1 << f;
  }
  if (row.ipVersion !== 0 && clearAddress(filter, row)) cleared |= 1 << ADDRESS_FIELD;
  return cleared;
}

function counts(filter: FilterState): readonly PlaceholderCount[] {
  const found: PlaceholderCount[] = [];
  for (const [f, [field]] of FIELDS.entries()) {
    for (const [place, value] of filter.texts.entries()) {
      const count = filter.counts[f * filter.texts.length + place]!;
      if (count > 0) found.push({ field, value, events: count });
    }
  }
  for (const [n, network] of filter.networks.entries()) {
    const count = filter.networkCounts[n]!;
    if (count === 0) continue;
    const only = { version: network.version, words: filter.addresses.subarray(4 * n, 4 * n + 4) };
    const value = filter.several[n] === 1 ? networkText(network) : addressText(only);
    found.push({ field: "context.ip", value, events: count });
  }
  return found.sort((a, b) => b.events - a.events);
}

function maskOf(bits: number): number {
  return bits >= 32 ? 0xffffffff : bits <= 0 ? 0 : ~(0xffffffff >>> bits) >>> 0;
}

interface Address {
  readonly version: 4 | 6;
  readonly words: Uint32Array;
}

function addressText({ version, words }: Address): string {
  if (version === 4) {
    const word = words[0]!;
    return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
  }
  const groups = [...words]
    .flatMap((word) => [word >>> 16, word & 0xffff])
    .map((group) => group.toString(16));
  return groups.join(":").replace(/(?:(?:^|:)0)+$/, "::");
}

function networkText(network: Address & { readonly bits: number }): string {
  return `${addressText(network)}/${network.bits}`;
}

function v4(text: string, bits: number): PlaceholderNetwork {
  const word = text.split(".").reduce((value, part) => value * 256 + Number(part), 0);
  return { version: 4, words: [word, 0, 0, 0], bits };
}
function v6(first: number, bits: number, last = 0): PlaceholderNetwork {
  return { version: 6, words: [first, 0, 0, last], bits };
}

/**
 * What holds where a policy says nothing. Words that databases, languages and tools print for none; ids that phones give when an
 * app may not track (iOS 14) or a factory made one for all (`9774d56d682e549c`, Android issue 10603; the MAC of Android 6); digests of the empty text; accounts
 * that are gone; addresses that never cross the internet, so that they are a proxy's in front and no visitor's (RFC 1122, 1918, 3927, 6598, 4193, 4291).
 */
export const USUAL_PLACEHOLDERS: PlaceholderList = {
  values: [
    ...[
      "null",
      "(null)",
      "<null>",
      "none",
      "nil",
      "nan",
      "NaN",
      "n/a",
      "na",
      "#n/a",
      "undefined",
      "unknown",
      "unidentified",
      "empty",
      "(empty)",
    ],
    ...[
      "not set",
      "(not set)",
      "not available",
      "no device",
      "default",
      "\\N",
      "?",
      "??",
      "--",
      "—",
      ".",
      "/",
    ],
    ...[
      "[deleted]",
      "[removed]",
      "[object object]",
      "deleted",
      "removed",
      "deleted user",
      "deleted account",
      "deleted_user",
      "former user",
      "suspended account",
      "facebook 用户",
      "anonymous",
      "anon",
      "guest",
      "ghost",
      "instagram user",
      "facebook user",
      "youtube user",
      "tiktok user",
      "#ref!",
      "#value!",
      "#name?",
    ],
    ...[
      "已注销",
      "账号已注销",
      "帐号已注销",
      "用户已注销",
      "已注销用户",
      "账号已删除",
      "已删除",
      "用户不存在",
      "未知",
      "未知用户",
      "无",
      "空",
      "匿名",
      "匿名用户",
      "游客",
      "未登录",
      "匿名买家",
      "匿名网友",
      "微信用户",
      "抖音用户",
      "快手用户",
      "微博用户",
      "小红书用户",
      "知乎用户",
      "bilibili用户",
      "[已删除]",
      "【已注销】",
      "[已注销]",
      "账号已封禁",
      "账号已被封禁",
      "用户已封禁",
      "账号已重置",
      "该账号已注销",
      "该用户已注销",
      "已注销账号",
      "未登入",
      "匿名使用者",
      "已刪除",
      "帳號已刪除",
      "获取失败",
      "未获取",
      "未授权",
      "无权限",
      "暂无",
    ],
    ...[
      "9774d56d682e549c",
      "02:00:00:00:00:00",
      "020000000000",
      "123456789012345",
      "004999010640000",
      "012345678912345",
      "1234567890abcdef",
    ],
    ...["d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709"], // MD5 and SHA-1 of the empty text
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", // SHA-256 of it
    "9f89c84a559f573636a47ff8daed0d33", // MD5 of the all-zero advertising id
  ],
  repeated: ["0", "f", "-", "*", "x", "_"],
  networks: [
    v4("0.0.0.0", 8),
    v4("10.0.0.0", 8),
    v4("100.64.0.0", 10),
    v4("127.0.0.0", 8),
    v4("169.254.0.0", 16),
    v4("172.16.0.0", 12),
    v4("192.168.0.0", 16),
    v4("255.255.255.255", 32),
    v6(0, 128),
    v6(0, 128, 1),
    v6(0xfc000000, 7),
    v6(0xfe800000, 10),
  ],
};
