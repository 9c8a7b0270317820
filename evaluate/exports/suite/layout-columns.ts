import type { Act, ActType } from "./acts.ts";

/** What a column may write about an act; made for a file from its forms of ids and times. */
export interface Writer {
  readonly time: (act: Act) => string;
  readonly person: (act: Act) => string;
  readonly name: (act: Act) => string;
  readonly target: (act: Act) => string;
  /** Id of the act itself, such as a comment's id. */
  readonly own: (act: Act) => string;
  readonly owner: string;
  /** A small count, as likes of a comment are. */
  readonly count: (act: Act) => number;
  readonly device: (act: Act) => string;
  readonly ip: (act: Act) => string;
  readonly word: (type: ActType) => string;
  /** Moment of the export, in the file's form: the same in each row, or nearly. */
  readonly collected: (act: Act) => string;
  /** When the post was published: earlier than every act, one value a post. */
  readonly published: (act: Act) => string;
}

export type Column = readonly [header: string, value: (act: Act, w: Writer) => string];

export interface Layout {
  /** Where the column names were seen: names only, no row of anybody. */
  readonly seenIn: string;
  readonly columns: readonly Column[];
  readonly types: readonly ActType[];
  readonly language: "zh" | "en" | "de" | "tw";
  /** `name`: nothing but a nickname says who. */
  readonly identity: "id" | "name";
  /** True where the file is of one post, which no column names. */
  readonly oneTarget: boolean;
}

export const time = (header: string): Column => [header, (a, w) => w.time(a)];
export const person = (header: string): Column => [header, (a, w) => w.person(a)];
export const name = (header: string): Column => [header, (a, w) => w.name(a)];
export const target = (header: string): Column => [header, (a, w) => w.target(a)];
export const own = (header: string): Column => [header, (a, w) => w.own(a)];
export const text = (header: string): Column => [header, (a) => a.text];
export const count = (header: string): Column => [header, (a, w) => String(w.count(a))];
export const fixed = (header: string, value: string): Column => [header, () => value];
export const PLACES = ["广东", "浙江", "北京", "四川", "江苏", "河南", "未知"];
export const place = (header: string): Column => [header, (a) => PLACES[a.who % PLACES.length]!];

export function layout(
  seenIn: string,
  types: readonly ActType[],
  language: Layout["language"],
  columns: readonly Column[],
  rest: Partial<Pick<Layout, "identity" | "oneTarget">> = {},
): Layout {
  return { seenIn, types, language, columns, identity: "id", oneTarget: false, ...rest };
}
