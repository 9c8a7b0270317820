import type { Both as Words } from "../../words/language.ts";
import type { Column } from "./column.ts";

/** Ids that differ in nothing but how they are written. */
const WAYS: readonly (readonly [zh: string, en: string, fold: (id: string) => string])[] = [
  ["Unicode 写法", "Unicode form or width", (id) => id.normalize("NFKC")],
  ["大小写", "case", (id) => id.toLowerCase()],
  ["前导零", "leading zeros", (id) => (/^0*\d+$/.test(id) ? id.replace(/^0+(?=\d)/, "") : id)],
  ["开头的 @", "an @ before them", (id) => id.replace(/^@(?=.)/, "")],
  [
    "链接的参数",
    "parameters of the link",
    (id) => (/^https?:/i.test(id) ? id.replace(/[?#].*$/, "").replace(/\/+$/, "") : id),
  ],
];

/** Share of a sample's ids that must have a twin before it is told: a few may be twins by chance. */
const TWINS_SHARE_MIN = 0.02;
const TWINS_MIN = 3;

/** Share of a column's values from which what they show is of the column. */
const COLUMN_SHARE = 0.5;

/** What to say of ids that are masked, so that many people share one, and of cells that hold several ids. */
export function sharedIds(column: Column, what: Words): Words[] {
  const ids = column.values.filter((value): value is string => value !== null && value !== "");
  const share = (test: RegExp): number => ids.filter((id) => test.test(id)).length / Math.max(1, ids.length);
  const example = (test: RegExp): string => ids.find((id) => test.test(id)) ?? "";
  const notes: Words[] = [];
  if (share(MASKED) >= COLUMN_SHARE) {
    notes.push({
      zh: `\`${column.name}\` 已打码（例如 \`${example(MASKED)}\`）：剩余部分相同的不同${what.zh}会被当成同一个，“一人多次”之类的判断不可信；请导出未打码的 ID 或其哈希`,
      en: `\`${column.name}\` is masked (\`${example(MASKED)}\`): different ${what.en} that share the rest become one, so nothing that rests on how often one acted can be believed; export whole ids, or their hashes`,
    });
  }
  if (ids.filter((id) => LOST.test(id)).length >= LOST_MIN && share(LOST) >= LOST_SHARE_MIN) {
    notes.push({
      zh: `\`${column.name}\` 中有些字变成了问号（例如 \`${example(LOST)}\`）：多半是以 GBK 保存时丢失的表情符号，同一个人在别处的名字会对不上，不同的人也可能相同；请以 UTF-8 导出`,
      en: `letters of some names in \`${column.name}\` became question marks (\`${example(LOST)}\`), emoji most likely that the encoding has not: one person may be two, and two one; export as UTF-8`,
    });
  }
  if (share(SEVERAL) >= COLUMN_SHARE) {
    notes.push({
      zh: `\`${column.name}\` 的一格里有多个编号（例如 \`${example(SEVERAL)}\`）：整格被当成一个${what.zh}；请拆成每行一个再导出`,
      en: `cells of \`${column.name}\` hold several ids (\`${example(SEVERAL)}\`): each cell counts as one of the ${what.en}; export a row for each`,
    });
  }
  return notes;
}
const MASKED = /\*{2,}|＊{2,}|•{2,}|(?<=.)\*$/;
/** A question mark in a name of people, as a spreadsheet writes what its encoding lacks; links have them for other reasons. */
const LOST = /^(?!https?:)(?=.*\p{L}).*\?/iu;
const LOST_MIN = 3;
const LOST_SHARE_MIN = 0.01;
const SEVERAL = /^[\w-]{2,}(?:\s*[;|、；]\s*[\w-]{2,})+$|^\d{5,}(?:,\s*\d{5,})+$/;

/**
 * What to say of ids of which many differ in nothing but case, width, zeros in front, an @ or a link's parameters: they count
 * as so many different people (or works), and a tool that writes one id in two ways doubles them.
 */
export function nearlyAlike(column: Column, what: Words): Words[] {
  const ids = new Set(column.values.filter((value): value is string => value !== null && value !== ""));
  return WAYS.flatMap(([zh, en, fold]) => {
    const seen = new Map<string, string>();
    let twins = 0;
    let example: readonly [string, string] | null = null;
    for (const id of ids) {
      const folded = fold(id);
      const other = seen.get(folded);
      if (other === undefined) seen.set(folded, id);
      else {
        twins++;
        example ??= [other, id];
      }
    }
    if (example === null || twins < TWINS_MIN || twins < ids.size * TWINS_SHARE_MIN) return [];
    const pair = example.map((id) => `\`${id}\``);
    return [
      {
        zh: `\`${column.name}\` 中有 ${twins} 个编号与另一个只差${zh}（例如 ${pair.join(" 与 ")}）：现按不同的${what.zh}计算；若是同一个，请在导出时统一写法`,
        en: `${twins} ids in \`${column.name}\` differ from another in ${en} alone (${pair.join(" and ")}): they count as different ${what.en}; if they are the same, export them written one way`,
      },
    ];
  });
}
