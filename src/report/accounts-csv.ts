import type { CampaignReport } from "../nouns/campaign-report.ts";
import type { CopiedTextsReport } from "../nouns/copied-text-report.ts";
import { KIND_WORDS } from "../words/kind-words.ts";
import type { Both, Language } from "../words/language.ts";
import { DECIDED_WORDS } from "../words/verdict-words.ts";
import type { Zone } from "../words/zone.ts";
import type { AccountRow } from "./account-tally.ts";

const HEADS: readonly Both[] = [
  KIND_WORDS.account,
  DECIDED_WORDS.reject,
  DECIDED_WORDS.hold,
  DECIDED_WORDS.challenge,
  { zh: "疑似协同行为", en: "groups" },
  { zh: "分发文案", en: "handed-out comments" },
  { zh: "首次", en: "first" },
  { zh: "末次", en: "last" },
];

/** Columns of a follower list, where one was read. */
const FOLLOWER_HEADS: readonly Both[] = [
  { zh: "成批概率", en: "batch probability" },
  { zh: "资料类别", en: "looks" },
];
const LOOKS: Readonly<Record<string, Both>> = {
  active: { zh: "活粉", en: "active" },
  dormant: { zh: "休眠粉", en: "dormant" },
  dead: { zh: "死粉", en: "dead" },
};
/** Followers that are in no event are named from this probability of a batch on. */
const FOLLOWER_NAMED = 0.5;

/** A follower by name: of belonging to a batch, and what its profile looks like where that is clear. */
export interface FollowerRow {
  readonly id: string;
  readonly probability: number;
  readonly look: string | null;
}

/** Marks the file as UTF-8 for spreadsheets, which take Chinese for another encoding without it. */
const BYTE_ORDER_MARK = "\ufeff";
/** A cell that begins so may be run as a formula by a spreadsheet (OWASP, "CSV injection"), full-width signs too. */
const FORMULA = /^(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/;

/** A cell as RFC 4180 wants it, which no spreadsheet runs. */
export function csvCell(value: string | number): string {
  const text = typeof value === "number" ? String(value) : FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/**
 * Accounts by name as CSV, in pieces: those with unusual events, those that stand in a group only, then followers that are more likely than not of a batch. UTF-8 with a byte
 * order mark, CRLF (RFC 4180), heads in the reader's language, times in the reader's zone. It is the asker's own export; what
 * stands here describes records, and is no ground for a measure without review.
 */
export function* accountsCsv(
  accounts: readonly AccountRow[],
  campaigns: readonly CampaignReport[],
  texts: CopiedTextsReport,
  { lang, zone }: { readonly lang: Language; readonly zone: Zone },
  followers: readonly FollowerRow[] | null = null,
): Generator<string> {
  const groups = placesOf(campaigns);
  const copied = placesOf(texts.groups);
  const byId = followers === null ? null : new Map(followers.map((one) => [one.id, one]));
  const heads = [...headsOf(lang, zone), ...(byId === null ? [] : FOLLOWER_HEADS.map((head) => head[lang]))];
  yield `${BYTE_ORDER_MARK}${heads.map(csvCell).join(",")}\r\n`;
  const followerCells = (id: string): readonly (string | number)[] => {
    if (byId === null) return [];
    const one = byId.get(id);
    if (one === undefined) return ["", ""];
    return [
      Math.round(one.probability * 1e4) / 1e4,
      one.look === null ? "" : (LOOKS[one.look]?.[lang] ?? ""),
    ];
  };
  const line = (cells: readonly (string | number)[]) => `${cells.map(csvCell).join(",")}\r\n`;
  const named = new Set<string>();
  for (const { id, rejected, held, challenged, firstMs, lastMs } of accounts) {
    named.add(id);
    const places = [groups.get(id)?.join(" ") ?? "", copied.get(id)?.join(" ") ?? ""];
    yield line([
      id,
      rejected,
      held,
      challenged,
      ...places,
      zone.text(firstMs),
      zone.text(lastMs),
      ...followerCells(id),
    ]);
  }
  for (const id of new Set([...groups.keys(), ...copied.keys()])) {
    if (named.has(id)) continue;
    named.add(id);
    const places = [groups.get(id)?.join(" ") ?? "", copied.get(id)?.join(" ") ?? ""];
    yield line([id, 0, 0, 0, ...places, "", "", ...followerCells(id)]);
  }
  for (const { id, probability } of followers ?? []) {
    if (probability < FOLLOWER_NAMED || named.has(id)) continue;
    yield line([id, 0, 0, 0, "", "", "", "", ...followerCells(id)]);
  }
}

/** Heads of the columns; those of times name the zone. */
function headsOf(lang: Language, zone: Zone): string[] {
  const place = lang === "zh" ? `（${zone.name}）` : ` (${zone.name})`;
  return HEADS.map((head, i) => (i < HEADS.length - 2 ? head[lang] : `${head[lang]}${place}`));
}

/** Account → ids of the groups it stands in. */
function placesOf(
  groups: readonly { readonly id: string; readonly members: readonly string[] }[],
): ReadonlyMap<string, string[]> {
  const places = new Map<string, string[]>();
  for (const { id, members } of groups) {
    for (const member of members) {
      const own = places.get(member);
      if (own === undefined) places.set(member, [id]);
      else own.push(id);
    }
  }
  return places;
}
