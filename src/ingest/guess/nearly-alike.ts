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
