import type { FieldGuess, MappingGuess } from "../ingest/guess/guess.ts";
import type { Proposal } from "../ingest/guess/propose-mapping.ts";
import type { Rejection } from "../nouns/codes.ts";
import { detailText } from "../words/error-words.ts";
import { FIELD_WORDS } from "../words/field-words.ts";
import { kindWord } from "../words/kind-words.ts";
import type { Language } from "../words/language.ts";
import { typeWord } from "../words/type-words.ts";

/** Sentences around a proposal. */
export const WORDS = {
  zh: {
    or: " 或 ",
    colon: "：",
    gap: "",
    assumed: (path: string) =>
      `touchstone: 没有给映射，按以下理解读取 ${path}（不对时用 --set 改，或用 \`touchstone map\` 存成文件）：`,
    alike: (path: string, other: string) => `touchstone: ${path} 的读法与 ${other} 相同`,
    copy: (path: string, other: string) => `\`${path}\` 与 \`${other}\` 逐字节相同，只读一次`,
    rows: (seen: number, whole: boolean) => (whole ? `${seen} 行` : `前 ${seen} 行`),
    sample: (count: number) => `，取样 ${count} 行`,
    repeated: (count: number) => `重复：${count} 行与前面的某行完全相同，只算一次`,
    notRepeated: "重复：没有",
    columns: "列",
    reads: "读法",
    events: "事件",
    preview: (count: number) => `会读成的前 ${count} 个事件`,
    refused: (count: number, of: number) => `取样 ${of} 行中有 ${count} 行读不出：`,
    unused: (names: string) => `未使用的列：${names}`,
    questions: "需要确认",
    answer: (text: string) => `  回答（直接回车取 ${text}）：`,
    saved: (path: string) => `映射已写入 ${path}；用法：touchstone audit 文件 --map ${path}`,
    next: (file: string) => `下一步：touchstone audit ${file} -o report.html`,
    isEvents: (path: string) => `${path} 的列已按事件字段命名，不需要映射`,
    sure: (confidence: number) => (confidence >= 0.8 ? "有把握" : confidence >= 0.55 ? "较有把握" : "不确定"),
    constant: "固定值",
    inZone: (zone: string) => `时区 ${zone}`,
    noHeader: "没有表头，列名为编号",
    header: (line: number) => `表头在第 ${line} 行`,
    delimiter: (sign: string) => `分隔符 ${sign}`,
    bytes: (count: number) => `${count} 字节`,
    typeRole: "做了什么",
    rowsRole: "选出哪些行",
    shapes: {
      spoilt: "被电子表格改坏的编号",
      time: "时间",
      ip: "IP 地址",
      act: "行为词",
      url: "网址",
      uuid: "UUID",
      flag: "是与否",
      number: "数字",
      id: "编号",
      text: "文字",
    },
    distinct: (count: number) => `${count} 个不同的值`,
    empty: (percent: number) => `${percent}% 为空`,
    placeholder: (percent: number, examples: string) => `${percent}% 是占位（${examples}）`,
    example: (value: string) => `如 \`${value}\``,
    list: (path: string) => `行在 \`${path}\` 中`,
    rowsWhere: "行",
    every: "每一行",
    statementNext: (file: string) => `下一步：touchstone screen ${file} -o screened.ndjson`,
    statement: (path: string) =>
      `\`${path}\` 是付款流水，不是互动记录：请用 touchstone screen 筛查付款，或用 touchstone links 与互动记录一起分析`,
    encoding: (name: string) => `文字编码按 ${name} 读取（不对时用 --encoding 指明）`,
  },
  en: {
    or: " or ",
    colon: ":",
    gap: " ",
    assumed: (path: string) =>
      `touchstone: no mapping given, so ${path} is read as follows (if that is wrong: --set, or \`touchstone map\` to keep it in a file):`,
    alike: (path: string, other: string) => `touchstone: ${path} is read as ${other} is`,
    copy: (path: string, other: string) => `\`${path}\` is \`${other}\` byte for byte, and is read once`,
    rows: (seen: number, whole: boolean) => (whole ? `${seen} rows` : `the first ${seen} rows`),
    sample: (count: number) => `, ${count} of them looked at`,
    repeated: (count: number) => `repeats: ${count} rows stand twice, and count once`,
    notRepeated: "repeats: none",
    columns: "columns",
    reads: "read as",
    events: "events",
    preview: (count: number) => `the first ${count} events as they would be read`,
    refused: (count: number, of: number) => `${count} of the ${of} rows looked at cannot be read:`,
    unused: (names: string) => `columns not used: ${names}`,
    questions: "to be confirmed",
    answer: (text: string) => `  answer (return for ${text}): `,
    saved: (path: string) => `mapping written to ${path}; use it by: touchstone audit FILE --map ${path}`,
    next: (file: string) => `next: touchstone audit ${file} -o report.html`,
    isEvents: (path: string) =>
      `the columns of ${path} are named by the fields of events: no mapping is needed`,
    sure: (confidence: number) =>
      confidence >= 0.8 ? "sure" : confidence >= 0.55 ? "fairly sure" : "unsure",
    constant: "constant",
    inZone: (zone: string) => `zone ${zone}`,
    noHeader: "no header line; columns are numbered",
    header: (line: number) => `header at line ${line}`,
    delimiter: (sign: string) => `delimiter ${sign}`,
    bytes: (count: number) => `${count} bytes`,
    typeRole: "what was done",
    rowsRole: "which rows are read",
    shapes: {
      spoilt: "ids spoilt by a spreadsheet",
      time: "times",
      ip: "IP addresses",
      act: "words for acts",
      url: "links",
      uuid: "UUIDs",
      flag: "yes and no",
      number: "numbers",
      id: "ids",
      text: "text",
    },
    distinct: (count: number) => `${count} different values`,
    empty: (percent: number) => `${percent} % empty`,
    placeholder: (percent: number, examples: string) => `${percent} % stand for none (${examples})`,
    example: (value: string) => `as \`${value}\``,
    list: (path: string) => `rows at \`${path}\``,
    rowsWhere: "rows",
    every: "every row",
    statementNext: (file: string) => `next: touchstone screen ${file} -o screened.ndjson`,
    statement: (path: string) =>
      `\`${path}\` is a statement of payments and no engagement: \`touchstone screen\` screens it, \`touchstone links\` reads it beside engagement`,
    encoding: (name: string) => `text read as ${name} (if that is wrong: --encoding)`,
  },
} as const;

const ROLE_WORDS: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  at: { zh: "时间", en: "time" },
  "actor.id": { zh: "行为主体（谁）", en: "actor (who)" },
  "target.id": { zh: "目标（对什么）", en: "target (what)" },
  "target.kind": { zh: "目标类型", en: "kind of target" },
  "target.owner": { zh: "归属账号", en: "owner" },
  "content.text": { zh: "文字", en: "text" },
  payer: { zh: "付款方", en: "payer" },
  "payee.id": { zh: "收款方", en: "payee" },
  amount_minor: { zh: "金额", en: "amount" },
  currency: { zh: "币种", en: "currency" },
  remark: { zh: "备注", en: "remark" },
  order: { zh: "商户单号", en: "order number" },
  status: { zh: "状态", en: "status" },
  channel: { zh: "支付渠道", en: "channel" },
};

/** What a field of the contract is called, and its path where that is no word of its own. */
export function roleWord(path: string, lang: Language): string {
  return ROLE_WORDS[path]?.[lang] ?? FIELD_WORDS[path]?.[lang] ?? path;
}

/** `用户ID`, or `=video` as a constant of its language. */
export function valueWord({ path, value, options }: FieldGuess, lang: Language): string {
  const words = WORDS[lang];
  const how = Object.entries(options ?? {}).map(([name, option]) =>
    name === "zone" ? words.inZone(String(option)) : `${name} ${option}`,
  );
  const shown =
    "from" in value
      ? `\`${value.from}\``
      : "template" in value
        ? `\`${value.template}\``
        : path === "target.kind"
          ? kindWord(value.constant)[lang]
          : `${words.constant} \`${value.constant}\``;
  return how.length === 0 ? shown : `${shown} (${how.join(", ")})`;
}

/** What is wrong with a row of the sample: the field, its value where it has one, and what would be right. */
export function refusedText({ field, value, hint }: Rejection, lang: Language): string {
  const { colon, gap } = WORDS[lang];
  return `${field}${value === "" ? "" : ` \`${value}\``}${colon}${gap}${detailText(hint, lang)}`;
}

/** Who pays whom in which rows, of a statement; nothing of other tables. */
export function sidesLines({ events }: MappingGuess, lang: Language): string[] {
  const words = WORDS[lang];
  return events.flatMap(({ when, also = [], fields }) => {
    if (!fields.some(({ path }) => path === "payer")) return [];
    const tests = [when, ...also].flatMap((rows) => {
      if (rows === null || "flag" in rows) return [];
      const test =
        "above" in rows
          ? `> ${rows.above}`
          : "present" in rows
            ? rows.present
              ? "✓"
              : "✗"
            : "not" in rows
              ? `≠ ${rows.not.join(", ")}`
              : `= ${rows.values.join(", ")}`;
      return [`\`${rows.column}\` ${test}`];
    });
    const sides = fields.map((field) => `${roleWord(field.path, lang)} = ${valueWord(field, lang)}`);
    const rows = tests.length === 0 ? words.every : `${words.rowsWhere} ${tests.join("; ")}`;
    return [`  ${rows}${words.colon}${words.gap}${sides.join("; ")}`];
  });
}

/** What a command that guessed says first: how each needed field is filled, what the rows are, and what to know. */
export function assumptionLines({ guess, read, refusedCount, refused }: Proposal, lang: Language): string[] {
  const words = WORDS[lang];
  const fields = guess.fields.map((field) => `${roleWord(field.path, lang)} = ${valueWord(field, lang)}`);
  const acts = [...new Set(guess.events.flatMap(({ acts: all }) => all))].map((act) => typeWord(act)[lang]);
  const lines = [
    `  ${fields.join("; ")}`,
    `  ${words.events}${words.colon}${words.gap}${acts.join(", ")} (${guess.typeBecause[lang]})`,
  ];
  lines.push(...sidesLines(guess, lang));
  if (read.rowsAt !== null) lines.push(`  ${words.list(read.rowsAt)}`);
  const { encoding } = read.description;
  if (encoding !== null && encoding !== "utf-8") lines.push(`  ${words.encoding(encoding)}`);
  for (const note of guess.notes) lines.push(`  ! ${note[lang]}`);
  for (const { name, ask, choices } of guess.questions)
    lines.push(`  ? ${ask[lang]} (--set ${name}=${choices[1] ?? choices[0]})`);
  if (refusedCount > 0) {
    const first = refused[0]!;
    lines.push(`  ! ${words.refused(refusedCount, read.sample.rows.length)} ${refusedText(first, lang)}`);
  }
  return lines;
}
