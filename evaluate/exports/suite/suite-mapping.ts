import type { Act, ActType } from "./acts.ts";
import type { Layout, Writer } from "./layout-columns.ts";
import { LAYOUTS, type LayoutName } from "./layouts.ts";
import type { Truth } from "./truth.ts";

/** Marks by which a column shows what it writes. */
const MARKS = { time: "T~", person: "P~", name: "N~", target: "G~", own: "O~", word: "K~" } as const;
const PROBE: Writer = {
  time: () => MARKS.time,
  person: () => MARKS.person,
  name: () => MARKS.name,
  target: () => MARKS.target,
  own: () => MARKS.own,
  word: () => MARKS.word,
  owner: "",
  count: () => 0,
  device: () => "",
  ip: () => "",
  collected: () => "",
  published: () => "",
};
const ACT: Act = { who: 1, what: 1, atMs: 0, type: "like", text: "", nth: 1, bought: false };
const UNITS: Readonly<Record<string, string>> = {
  "epoch-s": "s",
  "epoch-s-float": "s",
  "epoch-ms": "ms",
  "epoch-us": "us",
};
const WORDS_ZH: Partial<Record<ActType, string>> = {
  view: "播放",
  like: "点赞",
  comment: "评论",
  share: "转发",
  follow: "关注",
};

/**
 * The mapping that a user who reads the guide would write for a case, or null where the case has no table
 * of a known layout. With it the suite tells trouble of reading from trouble of guessing columns.
 */
export function mappingOf(truth: Truth): string | null {
  const layout: Layout | undefined = LAYOUTS[truth.traits.layout as LayoutName];
  if (layout === undefined) return null;
  const column = (mark: string): string | undefined =>
    (layout.columns.find(([, value]) => value(ACT, PROBE) === mark) ??
      layout.columns.find(([, value]) => value(ACT, PROBE).includes(mark)))?.[0];
  const quoted = (text: string): string => JSON.stringify(text);
  const time = column(MARKS.time)!;
  const unit = UNITS[String(truth.traits.time)];
  const how = unit === undefined ? `zone: ${quoted(truth.machine.zone)}` : `unit: ${unit}`;
  const who = `{${column(layout.identity === "name" ? MARKS.name : MARKS.person)!}}`;
  const target = layout.oneTarget ? "one" : `{${column(MARKS.target)!}}`;
  const own = column(MARKS.own);
  const id = own === undefined ? `${who}-${target}-{${time}}` : `{${own}}`;
  const word = column(MARKS.word);
  const events = [...new Set(layout.types)].map((type) => {
    const value = layout.language === "zh" ? (WORDS_ZH[type] ?? type) : type;
    const when = word === undefined ? "" : `\n    when: { ${quoted(word)}: ${quoted(value)} }`;
    return `  - type: ${type}\n    id: ${quoted(word === undefined ? id : `${id}-${type}`)}${when}`;
  });
  return `mapping: 1

fields:
  at: { from: ${quoted(time)}, ${how} }
  actor.id: ${quoted(who)}
  target.kind: video
  target.id: ${quoted(target)}

events:
${events.join("\n")}
`;
}
