import { type Act, type ActType, makeWorld } from "./acts.ts";
import { type Chance, chanceOf } from "./chance.ts";
import { gz, gzMembers, zipped, zstFrames } from "./containers.ts";
import { type Encoding, encode, fits } from "./encodings.ts";
import { type IdForm, idOf } from "./ids.ts";
import type { Layout, Writer } from "./layout-columns.ts";
import { LAYOUTS, type LayoutName } from "./layouts.ts";
import { nickname } from "./remarks.ts";
import { PLAIN, type TableStyle, tableText } from "./table-text.ts";
import { aheadMinutes, type TimeForm, timeForm } from "./times.ts";
import type { OtherReading, SuiteCase, SuiteFile, Truth } from "./truth.ts";
import { utcSecond } from "./truth.ts";
import { type Cell, workbook } from "./xlsx.ts";

export interface Row {
  readonly act: Act;
  cells: string[];
}

export interface Table {
  header: string[];
  rows: Row[];
}

export type Order = "oldest" | "newest" | "by-person" | "by-target" | "shuffled";

export interface TableSpec {
  readonly name: string;
  readonly layout: LayoutName;
  readonly rows: number;
  readonly time: string;
  readonly about?: string;
  readonly encoding?: Encoding;
  readonly style?: Partial<TableStyle>;
  readonly zone?: string;
  readonly person?: IdForm;
  readonly target?: IdForm;
  readonly targets?: number;
  readonly order?: Order;
  readonly bought?: number;
  readonly types?: readonly ActType[];
  /** File name without folder; by default the name with `.csv`. */
  readonly file?: string;
  readonly container?: "gz" | "gz-members" | "zst-frames" | "zip" | "xlsx";
  /** Share of rows that the tool lost, by chance. */
  readonly missing?: number;
  /** Changes the table after its rows are ordered, and may say what that changes in the truth. */
  readonly edit?: (table: Table, help: EditHelp) => Partial<Truth> | undefined;
  readonly truth?: Partial<Truth>;
  readonly fromMs?: number;
  readonly days?: number;
}

export interface EditHelp {
  readonly chance: Chance;
  readonly writer: Writer;
  readonly layout: Layout;
}

/** Time of the export, later than every act: 29 November 2026, 10:00 in China. */
const COLLECTED_MS = Date.UTC(2026, 10, 29, 2, 0, 0);
const WORDS: Record<"zh" | "en", Record<ActType, string>> = {
  zh: {
    view: "播放",
    like: "点赞",
    comment: "评论",
    share: "转发",
    follow: "关注",
    danmaku: "弹幕",
    favorite: "收藏",
  },
  en: {
    view: "view",
    like: "like",
    comment: "comment",
    share: "share",
    follow: "follow",
    danmaku: "danmaku",
    favorite: "favorite",
  },
};
/** Names that a reader may give to a kind. */
export const TYPE_NAMES: Record<ActType, string> = {
  view: "view|play",
  like: "like",
  comment: "comment",
  share: "share|repost",
  follow: "follow",
  danmaku: "danmaku|danmu|bullet|bullet_comment|live_comment",
  favorite: "favorite|like|star",
};

/** A description of one table → its file and its truth. */
export function tableCase(spec: TableSpec, seed: number): SuiteCase {
  const layout: Layout = LAYOUTS[spec.layout];
  const form = timeForm(spec.time);
  const zone = spec.zone ?? zoneOf(layout.language);
  const chance = chanceOf(seed, `${spec.name} table`);
  const world = makeWorld({
    seed,
    name: spec.name,
    rows: spec.rows,
    types: spec.types ?? layout.types,
    targets: layout.oneTarget ? 1 : (spec.targets ?? 40),
    stepMs: form.stepMs,
    language: layout.language,
    bought: spec.bought ?? 0,
    ...(spec.fromMs === undefined ? {} : { fromMs: spec.fromMs }),
    ...(spec.days === undefined ? {} : { days: spec.days }),
  });
  const writer = writerOf(spec, layout, form, zone);
  const kept =
    spec.missing === undefined ? world.acts : world.acts.filter(() => chance.next() >= spec.missing!);
  const table: Table = {
    header: layout.columns.map(([header]) => header),
    rows: ordered(kept, spec.order ?? "oldest", chance).map((act) => ({
      act,
      cells: layout.columns.map(([, value]) => value(act, writer)),
    })),
  };
  const truth = truthOf(spec, layout, table, writer, form, zone);
  const edited = spec.edit?.(table, { chance, writer, layout });
  const planted =
    world.ordered.length === 0
      ? null
      : {
          accounts: spec.bought ?? 0,
          targets: world.ordered.map((what) => writer.target({ what } as Act)),
          type: layout.types[0]!,
        };
  const file = fileOf(spec, table, layout);
  return {
    files: [file],
    truth: { ...truth, planted, paths: [file.path], ...(edited ?? {}), ...(spec.truth ?? {}) },
  };
}

function zoneOf(language: Layout["language"]): string {
  return { zh: "Asia/Shanghai", tw: "Asia/Taipei", de: "Europe/Berlin", en: "America/New_York" }[language];
}

function ordered(acts: readonly Act[], order: Order, chance: Chance): Act[] {
  if (order === "newest") return [...acts].reverse();
  if (order === "by-person") return [...acts].sort((a, b) => a.who - b.who || a.nth - b.nth);
  if (order === "by-target") return [...acts].sort((a, b) => a.what - b.what || b.nth - a.nth);
  return order === "shuffled" ? chance.shuffled(acts) : [...acts];
}

export function writerOf(spec: TableSpec, layout: Layout, form: TimeForm, zone: string): Writer {
  const write = (atMs: number): string => form.write(atMs, aheadMinutes(zone, atMs));
  const language = layout.language;
  // A pool works from shared phones, four accounts each; others have a phone of their own.
  const device = (act: Act): string => (act.bought ? `f${act.who >> 2}` : `d${act.who}`);
  return {
    time: (act) => write(act.atMs),
    person: (act) => idOf(spec.person ?? "digits19", act.who, "person"),
    name: (act) => nickname(act.who, language),
    target: (act) => idOf(spec.target ?? "digits19", act.what, "video"),
    own: (act) => idOf("digits19", act.nth, `act ${spec.name}`),
    owner: idOf("digits10", 77, "owner"),
    count: (act) => ((act.nth * 2_654_435_761) % 97) % 23,
    device,
    // One household in five shares an address: neighbours in number live together.
    ip: (act) => {
      const home = act.who - (act.who % 5 === 1 ? 1 : 0);
      return `36.${112 + (home >> 16)}.${(home >> 8) & 255}.${home & 255}`;
    },
    word: (type) => WORDS[language === "en" || language === "de" ? "en" : "zh"][type],
    collected: (act) => {
      const atMs = COLLECTED_MS + (act.nth % 40) * 1000;
      return spec.layout.startsWith("crawler") ? String(atMs) : write(atMs);
    },
    published: (act) => write(Date.UTC(2026, 9, 20, 4) + act.what * 3_600_000),
  };
}

function truthOf(
  spec: TableSpec,
  layout: Layout,
  table: Table,
  writer: Writer,
  form: TimeForm,
  zone: string,
): Truth {
  const types: Record<string, number> = {};
  const people = new Set<string>();
  const targets = new Set<string>();
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { act } of table.rows) {
    const type = TYPE_NAMES[act.type];
    types[type] = (types[type] ?? 0) + 1;
    people.add(layout.identity === "name" ? writer.name(act) : writer.person(act));
    targets.add(writer.target(act));
    const ahead = aheadMinutes(zone, act.atMs) * 60_000;
    const shown = Math.floor((act.atMs + ahead) / form.stepMs) * form.stepMs - ahead;
    from = Math.min(from, shown);
    to = Math.max(to, shown);
  }
  return {
    name: spec.name,
    about: spec.about ?? `${spec.layout}, times as ${spec.time}`,
    paths: [],
    traits: {
      layout: spec.layout,
      encoding: spec.encoding ?? "utf-8",
      delimiter: spec.style?.delimiter ?? ",",
      time: spec.time,
      person: layout.identity === "name" ? "name" : (spec.person ?? "digits19"),
      order: spec.order ?? "oldest",
      container: spec.container ?? "plain",
      rows: table.rows.length,
    },
    machine: { zone, language: layout.language === "zh" || layout.language === "tw" ? "zh" : "en" },
    outcome: "audit",
    events: table.rows.length,
    people: people.size,
    targets: targets.size,
    types,
    fromUtc: utcSecond(from),
    toUtc: utcSecond(to),
    precision: form.stepMs === 1000 ? "second" : form.stepMs === 60_000 ? "minute" : "day",
    zone: form.carriesZone ? "carried" : "local",
    refusedRows: [],
    repeats: 0,
    otherReadings: followReading(spec, table, writer),
    mustSay: [],
    shouldSay: [],
    refusal: null,
    planted: null,
  };
}

/** A row `follow, item, author` may be read as a follow of the author: one account more, items without it. */
function followReading(spec: TableSpec, table: Table, writer: Writer): OtherReading[] {
  if (!spec.layout.startsWith("mixed")) return [];
  const items = table.rows.filter((row) => row.act.type !== "follow").map((row) => writer.target(row.act));
  return [{ targets: new Set(items).size + 1, mustSay: [] }];
}

/** Cells that Excel keeps as numbers: short, no leading zero. Longer ids stand as text, or they are spoilt. */
export function sheetCell(cell: string, serial: boolean): Cell {
  if (serial && /^4\d{4}\.\d+$/.test(cell)) return { serial: Number(cell), style: "date-time" };
  return /^(0|[1-9]\d{0,8})$/.test(cell) ? Number(cell) : cell;
}

function fileOf(spec: TableSpec, table: Table, layout: Layout): SuiteFile {
  const style = { ...PLAIN, ...spec.style };
  const rows = table.rows.map((row) => row.cells);
  const plainName = spec.file ?? `${spec.name}.${style.delimiter === "\t" ? "tsv" : "csv"}`;
  if (spec.container === "xlsx") {
    const serial = spec.time === "excel-serial";
    const cells = rows.map((row) => row.map((cell) => sheetCell(cell, serial)));
    const name = layout.language === "en" ? "Sheet1" : "评论数据";
    return {
      path: spec.file ?? `${spec.name}.xlsx`,
      bytes: workbook([{ name, rows: [table.header, ...cells] }], { shared: true }),
    };
  }
  const text = tableText(table.header, rows, style);
  const encoding = spec.encoding ?? "utf-8";
  // A nickname with an emoji does not fit into GBK: such a file would hold `?`, and the truth would differ.
  if (!fits(text.replaceAll("🌸", "").replaceAll("😂", "").replaceAll("🎉", ""), encoding))
    throw new Error(`${spec.name}: text that ${encoding} cannot hold`);
  const bytes = encode(text, encoding);
  if (spec.container === "gz") return { path: `${plainName}.gz`, bytes: gz(bytes) };
  if (spec.container === "gz-members") return { path: `${plainName}.gz`, bytes: gzMembers(bytes) };
  if (spec.container === "zst-frames") return { path: `${plainName}.zst`, bytes: zstFrames(bytes) };
  if (spec.container === "zip") return { path: `${spec.name}.zip`, bytes: zipped(plainName, bytes) };
  return { path: plainName, bytes };
}
