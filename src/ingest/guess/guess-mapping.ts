import type { Both as Words } from "../../words/language.ts";
import { type ActTime, actTimes } from "./act-times.ts";
import { chooseContext } from "./choose-context.ts";
import { choosePeople } from "./choose-people.ts";
import { chooseTarget } from "./choose-target.ts";
import { chooseTime } from "./choose-time.ts";
import { chooseType, kindOfAct } from "./choose-type.ts";
import { type Column, columnsOf } from "./column.ts";
import {
  type Answers,
  type EventGuess,
  type FieldGuess,
  type MappingGuess,
  named,
  type Question,
  type Refusal,
} from "./guess.ts";
import { guessStatement } from "./guess-statement.ts";
import { headerMeaning } from "./header-meaning.ts";
import { nearlyAlike, sharedIds } from "./nearly-alike.ts";
import { severalInARow, worksNotActs } from "./row-sums.ts";
import type { TableSample } from "./table-sample.ts";
import type { TypeChoice } from "./typed-rows.ts";
import { withdrawnRows } from "./withdrawn-rows.ts";

/** Acts whose text, with who and when, tells one from another. */
const WRITTEN = ["comment", "danmaku"];
const NOTHING_DONE: Words = {
  zh: "没有一列说明做了什么、对什么（互动类型或目标），不像互动记录；若是，请说明是什么行为",
  en: "nothing says what was done or to what target, so these rows need not be engagement; if they are, say what the act is",
};
const PEOPLE: Words = { zh: "人", en: "people" };
const TARGETS: Words = { zh: "目标", en: "targets" };
/** Acts that one person does to one target again and again, so that more than who, what and when must tell them apart. */
const REPEATED = ["view", "share", "gift", "live_like"];

/**
 * A sample of a table → a proposal of what its columns are, or why it cannot be one. Looks at names (Chinese, English and the
 * dialects of common tools) and at values; `answers` come first. `zone`: of clocks that name none, the machine's. Pure. Cost: some 30 regular expressions a cell.
 */
export function guessMapping(
  sample: TableSample,
  answers: Answers = new Map(),
  zone = "UTC",
): MappingGuess | Refusal {
  const columns = columnsOf(sample);
  if (!sample.named && !answers.has("actor.id")) return headless(columns);
  const chinese = isChinese(sample, columns);
  const place = { chinese, zone, ...(sample.about === undefined ? {} : { about: sample.about }) };
  const statement = guessStatement(columns, answers, place);
  if (statement !== null) return statement;
  const each = actTimes(columns, answers, place);
  const time = each[0]?.time ?? chooseTime(columns, answers, place);
  if ("refused" in time) return hollow(sample, "time") ?? time;
  const said = chooseType(columns, answers, [sample.name, sample.list ?? ""].join(" ").trim());
  if ("refused" in said) return said;
  const type = each.length > 0 && said.columns.length === 0 ? byTimes(each, said) : said;
  const taken = [...time.columns, ...type.columns];
  const acts = type.events.flatMap((event) => event.acts);
  const written = acts.every((act) => WRITTEN.includes(act));
  const people = choosePeople(columns, taken, answers, written);
  if ("refused" in people) return hollow(sample, "actor") ?? people;
  const follows = acts.every((act) => kindOfAct(act) === "account");
  const { actor, owner } = people;
  taken.push(actor.name, ...columns.filter((column) => isNameOf(column, actor)).map(({ name }) => name));
  const target = chooseTarget(
    follows && owner !== null ? [owner] : columns,
    follows && owner !== null ? [] : taken,
    withOwner(answers, follows, owner),
    sample.name,
  );
  const sums = type.columns.length > 0 || answers.has("type") ? null : worksNotActs(columns, target.column);
  if (sums !== null) return sums;
  const context = chooseContext(columns, [...taken, ...(target.column === null ? [] : [target.column.name])]);
  const clock = time.field.options?.zone ?? zone;
  const fields: FieldGuess[] = [
    time.field,
    {
      path: "actor.id",
      value: { from: actor.name },
      confidence: people.actorConfidence,
      because: people.actorBecause,
    },
    {
      path: "target.kind",
      value: { constant: follows ? "account" : target.kind },
      confidence: 0.8,
      because: { zh: "由列名推断", en: "by the names of the columns" },
    },
    target.id,
    ...(owner === null || owner === target.column
      ? []
      : [
          {
            path: "target.owner",
            value: { from: owner.name },
            confidence: 0.85,
            because: { zh: "列名如此", en: "so its name says" },
          },
        ]),
    ...context.fields.map((field) => withZone(field, clock)),
  ];
  const eventId = eventIdColumn(
    columns,
    [actor.name, target.column?.name ?? ""],
    [time.columns, [actor.name]].flat(),
  );
  const identity: Identity = {
    eventId,
    parts: [
      `{${actor.name}}`,
      ...(target.column === null ? [] : [`{${target.column.name}}`]),
      ...time.columns.map((name) => `{${name}}`),
    ],
    target: "constant" in target.id.value ? target.id.value.constant.replace(/[{}]/g, "") : null,
    more: (path) => wholeColumn(columns, context.fields, path),
  };
  const withdrawn = withdrawnRows(columns);
  const events = type.events.map((rows): EventGuess => {
    const moment = type === said ? undefined : each.find(({ act }) => rows.acts.includes(act));
    const own: FieldGuess[] = moment === undefined ? [] : [withZone(moment.time.field, clock)];
    const kinds = new Set(rows.acts.map(kindOfAct));
    const kind = kinds.size === 1 ? [...kinds][0]! : null;
    if (kind !== null && !follows && kind !== target.kind) {
      own.push({
        path: "target.kind",
        value: { constant: kind },
        confidence: 0.8,
        because: { zh: "行为如此", en: "as the act has it" },
      });
    }
    if (kind === "account" && owner !== null && owner !== target.column && !follows) {
      own.push({
        path: "target.id",
        value: { from: owner.name },
        confidence: 0.8,
        because: { zh: "关注的是作者", en: "whom a follow is of" },
      });
    }
    const parts = moment === undefined ? identity : identityAt(identity, time.columns, moment);
    const conditions =
      withdrawn === null || rows.acts.some((act) => act.startsWith("un")) ? [] : [withdrawn.rows];
    const [when = null, ...also] = [
      ...(rows.when === null ? [] : [rows.when]),
      ...(rows.also ?? []),
      ...conditions,
    ];
    return { ...rows, when, also, fields: [idField(rows, parts, type.events.length > 1), ...own] };
  });
  // Who and when alone may be a staff's clock: what was done, or to what, must be told by something.
  const nothing = (target.column === null || target.kind === "place") && !answers.has("target.id");
  const questions: Question[] = [
    ...time.questions,
    ...people.questions,
    ...type.questions.map((question) =>
      nothing ? { ...question, must: true, ask: NOTHING_DONE } : question,
    ),
    ...target.questions,
  ];
  return {
    fields,
    events,
    typeBecause: type.because,
    questions,
    notes: [
      ...time.notes,
      ...people.notes,
      ...type.notes,
      ...target.notes,
      ...context.notes,
      ...(withdrawn === null ? [] : [withdrawn.note]),
      ...severalInARow(columns),
      ...sharedIds(actor, PEOPLE),
      ...nearlyAlike(actor, PEOPLE),
      ...(target.column === null
        ? []
        : [...sharedIds(target.column, TARGETS), ...nearlyAlike(target.column, TARGETS)]),
      ...repeated(sample),
      ...many(sample, actor),
    ],
  };
}

/** Rows that tell several acts by a time each. */
function byTimes(each: readonly ActTime[], said: TypeChoice): TypeChoice {
  const names = named(each.map(({ column }) => column.name));
  return {
    ...said,
    events: each.map(({ act, column }) => ({
      type: act,
      acts: [act],
      when: { column: column.name, present: true },
    })),
    columns: each.map(({ column }) => column.name),
    confidence: 0.9,
    because: { zh: `${names} 各有时间时是该行为`, en: `an act for each time in ${names}` },
    questions: [],
  };
}

/** What tells an act from another where its time stands in a column of its own. */
function identityAt(identity: Identity, first: readonly string[], { time }: ActTime): Identity {
  const usual = first.map((name) => `{${name}}`);
  return {
    ...identity,
    parts: [
      ...identity.parts.filter((part) => !usual.includes(part)),
      ...time.columns.map((name) => `{${name}}`),
    ],
  };
}

/** A column without any value whose name says that who acted, or when, should stand in it: that is what the file lacks. */
function hollow({ columns, rows, named: hasNames }: TableSample, of: "actor" | "time"): Refusal | null {
  if (!hasNames || rows.length === 0) return null;
  const empty = columns.find((name, place) => {
    const meaning = headerMeaning(name);
    const fits =
      of === "time"
        ? meaning?.aspect === "time" && meaning.moment !== "collected" && meaning.moment !== "registered"
        : (meaning?.entity === "actor" || meaning?.entity === "author") && meaning.aspect !== "url";
    return fits && rows.every((row) => (row[place] ?? "").trim() === "");
  });
  if (empty === undefined) return null;
  const what =
    of === "actor" ? { zh: "是谁做的", en: "who acted" } : { zh: "行为发生在何时", en: "when anybody acted" };
  return {
    questions: [],
    refused: {
      zh: `\`${empty}\` 一列全为空，无法知道${what.zh}；请在导出时勾选这一列，或换一个有此权限的账号导出`,
      en: `the column \`${empty}\` is empty in every row, so it is not known ${what.en}: export it as well, with an account that may see it`,
    },
  };
}

/** A table without a header line: which column is who and which is what, no name tells. */
function headless(columns: readonly Column[]): Refusal {
  const shown = columns
    .slice(0, 8)
    .map(({ name, values }) => `${name} \`${values.find((value) => value) ?? ""}\``);
  return {
    questions: [],
    refused: {
      zh: `文件没有表头（标题行），无法知道哪一列是谁、哪一列是对象。列依次为 ${shown.join("、")}；请加上表头，或指明 --set actor.id=c1 --set target.id=c2`,
      en: `the file has no header line, so no name tells who acted and on what; its columns are ${shown.join(", ")}: add a header, or say \`--set actor.id=c1 --set target.id=c2\``,
    },
  };
}

/** A follow's target is the account it is of. */
function withOwner(answers: Answers, follows: boolean, owner: Column | null): Answers {
  if (!follows || owner === null || answers.has("target.id")) return answers;
  return new Map([...answers, ["target.id", owner.name]]);
}

function withZone(field: FieldGuess, zone: string | number): FieldGuess {
  if (field.options?.zone !== "") return field;
  const { zone: _, ...options } = field.options;
  return { ...field, options: { ...options, zone } };
}

/** Whether a column is another name of who acted: it must not pass for the target. */
function isNameOf(column: Column, actor: Column): boolean {
  const entity = column.meaning?.entity;
  return column !== actor && (entity === "actor" || entity === "author");
}

/** The column that names each act by itself: no two alike, but for rows that stand twice. */
function eventIdColumn(
  columns: readonly Column[],
  others: readonly string[],
  identity: readonly string[],
): Column | null {
  const parts = columns.filter(({ name }) => identity.includes(name));
  return (
    columns.find((column) => {
      if (
        column.meaning?.entity !== "event" ||
        column.meaning.aspect !== "id" ||
        others.includes(column.name)
      )
        return false;
      if (
        column.filledShare < 0.999 ||
        column.spoiltShare > 0 ||
        column.placeholderShare > 0 ||
        column.counting
      )
        return false;
      const seen = new Map<string, string>();
      for (let row = 0; row < column.values.length; row++) {
        const id = column.values[row]!;
        const who = parts.map((part) => part.values[row] ?? "").join("\u0000");
        if ((seen.get(id) ?? who) !== who) return false;
        seen.set(id, who);
      }
      return true;
    }) ?? null
  );
}

/** What tells an event from another. */
interface Identity {
  readonly eventId: Column | null;
  /** Who, to what, when. */
  readonly parts: readonly string[];
  /** The only target of the file, by name. */
  readonly target: string | null;
  /** The column of a further field, where every row has it: an id with a hole is none. */
  readonly more: (path: string) => string[];
}

function idField(
  { type, acts }: Omit<EventGuess, "fields">,
  identity: Identity,
  several: boolean,
): FieldGuess {
  const { eventId, parts, target, more } = identity;
  const word = typeof type === "string" ? type : `{${type.from}}`;
  if (eventId !== null) {
    return {
      path: "id",
      value: {
        template: several || typeof type !== "string" ? `{${eventId.name}}|${word}` : `{${eventId.name}}`,
      },
      confidence: 0.9,
      because: { zh: "每行一个，不重复", en: "one a row, none twice" },
    };
  }
  const written = acts.every((act) => WRITTEN.includes(act));
  const repeated = acts.some((act) => REPEATED.includes(act));
  const further = [
    ...(written ? more("content.text") : target === null ? [] : [target]),
    ...(repeated ? [...more("behavior.dwell_ms"), ...more("context.device")] : []),
  ];
  return {
    path: "id",
    value: { template: [...parts, ...further, word].join("|") },
    confidence: 0.8,
    because: {
      zh: "由谁、对什么、何时合成，同样的行只算一次",
      en: "made of who, what and when, so that a row that stands twice counts once",
    },
  };
}

function wholeColumn(columns: readonly Column[], fields: readonly FieldGuess[], path: string): string[] {
  const value = fields.find((field) => field.path === path)?.value;
  const column =
    value !== undefined && "from" in value ? columns.find(({ name }) => name === value.from) : undefined;
  return column === undefined || column.filledShare < 1 ? [] : [`{${column.name}}`];
}

/** Names of columns, texts or platforms of China: their clocks show Beijing's time where no zone is named. */
function isChinese(sample: TableSample, columns: readonly Column[]): boolean {
  if (sample.columns.some((name) => /[\u3040-\u30ff\uac00-\ud7af]/.test(name))) return false; // Japanese, Korean
  if (sample.columns.some((name) => /[\u4e00-\u9fff]/.test(name))) return true;
  if (
    /aweme|douyin|weibo|bili|xhs|kuaishou|xiaohongshu|wechat|[\u4e00-\u9fff]/i.test(
      sample.name + sample.columns.join(" "),
    )
  )
    return true;
  return columns.some((column) => {
    const han = column.values.filter((value) => value !== null && /[\u4e00-\u9fff]/.test(value)).length;
    return han > column.filled * 0.2;
  });
}

function repeated(sample: TableSample): Words[] {
  const seen = new Set<string>();
  for (const row of sample.rows) seen.add(row.join("\u0000"));
  const twice = sample.rows.length - seen.size;
  if (twice === 0) return [];
  return [
    {
      zh: `样本 ${sample.rows.length} 行中有 ${twice} 行完全重复，只算一次`,
      en: `${twice} of the sample's ${sample.rows.length} rows stand twice and count once`,
    },
  ];
}

/** One person behind everything is a wrong column more often than a busy person. */
function many(sample: TableSample, actor: Column): Words[] {
  if (actor.distinct > 1 || sample.rows.length < 10) return [];
  return [
    {
      zh: `\`${actor.name}\` 在样本的 ${sample.rows.length} 行中只有一个值：若不是同一个人所为，请用 --set actor.id=列名 另选一列`,
      en: `\`${actor.name}\` has one value in all ${sample.rows.length} rows of the sample: unless one person did it all, choose another by \`--set actor.id=COLUMN\``,
    },
  ];
}
