import { readFile } from "node:fs/promises";
import { kindWord } from "../src/nouns/event.ts";
import { KEY_COLUMNS, NUMBER_COLUMNS } from "../src/nouns/event-row.ts";
import type { FeatureSpec } from "../src/nouns/policy.ts";
import { EVENT_FIELDS, type EventField, KNOWN_IP_KINDS } from "../src/policy/cel/event-fields.ts";
import {
  ANY_MASK,
  ENDORSEMENT_MASK,
  ENGAGEMENT_MASK,
  kindsOf,
  RETRACTION_MASK,
} from "../src/policy/event-kinds.ts";
import { BASELINE_MIN_DEFAULT, SAMPLE_DEFAULT, SAMPLE_MIN_DEFAULT } from "../src/policy/feature-fields.ts";
import { DEFAULTS } from "../src/policy/load.ts";
import { CAMPAIGN_DEFAULTS } from "../src/policy/read-campaigns.ts";
import { FEATURE_KEYS } from "../src/policy/read-features.ts";
import { FIELD_WORDS } from "../src/words/field-words.ts";

/** The tables of `docs/reference/policy.md`, by the name of their marker. The prose around them is written by hand. */
export async function policyTables(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ["key columns", keyColumnTable()],
    ["number columns", numberColumnTable()],
    ["event types", eventTypeTable()],
    ["feature kinds", await featureTable()],
    ["condition fields", conditionFieldTable()],
    ["address kinds", KNOWN_IP_KINDS.map((kind) => `\`${kind}\``).join(", ")],
    ["defaults", defaultTable()],
  ]);
}

/** Columns that are no single field of the contract, or are not reachable by one path. */
const KEY_COLUMN_NOTES: Readonly<Record<string, string>> = {
  target: "`target.kind` and `target.id` together",
  target_kind: "`target.kind`",
  ip_prefix: "`context.ip_prefix`; where absent the /24 or /48 network of `context.ip`",
  ip_kind: "`context.ip_kind`; where absent by the policy's `infrastructure`",
  asn: "`context.asn`",
  content: "`content.text`, the whole text of a comment",
  payer: "`payer` of a payment or a complaint",
  payee: "`payee.id`, told apart from every other kind of target",
  payee_id: "`payee.id` as it stands: the same key as `payer` where one account does both",
  remark_label: "what the remark reader made of `remark`, as `like` or `follow`",
};

function keyColumnTable(): string {
  const paths = pathsOf("text");
  const rows = KEY_COLUMNS.map(
    (column) => `| \`${column}\` | ${KEY_COLUMN_NOTES[column] ?? fieldOf(paths, column)} |`,
  );
  return `| key column | value |\n|---|---|\n${rows.join("\n")}`;
}

const NUMBER_COLUMN_NOTES: Readonly<Record<string, string>> = {
  registered_at_ms: "`actor.registered_at`, as milliseconds since 1970",
  amount: "`amount_minor` in the currency's major unit (ISO 4217): 6.6 for 660 fen",
  opened_at_ms: "`payee.opened_at`, as milliseconds since 1970",
  hour_utc: "hour of the event's time in UTC, with its fraction, from 0 to below 24",
  remark_score: "what the remark reader made of `remark`, from 0 to 1",
};

function numberColumnTable(): string {
  const paths = new Map([...pathsOf("number"), ...pathsOf("flag")]);
  const flags = new Set(pathsOf("flag").keys());
  const rows = NUMBER_COLUMNS.map((column) => {
    const value = NUMBER_COLUMN_NOTES[column] ?? fieldOf(paths, column);
    return `| \`${column}\` | ${value}${flags.has(column) ? "; 1 for true, 0 for false" : ""} |`;
  });
  return `| number column | value |\n|---|---|\n${rows.join("\n")}`;
}

function pathsOf(type: EventField["type"]): Map<string, string> {
  const paths = new Map<string, string>();
  for (const [path, field] of EVENT_FIELDS) {
    if (field.type === type && "column" in field) paths.set(field.column, path.replace(/^event\./, ""));
  }
  return paths;
}

function fieldOf(paths: ReadonlyMap<string, string>, column: string): string {
  const path = paths.get(column);
  if (path === undefined) throw new Error(`no field is known for column \`${column}\``);
  const words = FIELD_WORDS[path];
  return words === undefined ? `\`${path}\`` : `\`${path}\`: ${words.en}`;
}

function eventTypeTable(): string {
  const words = (mask: number) =>
    kindsOf(mask)
      .map((code) => `\`${kindWord(code)}\``)
      .join(", ");
  const rows = [
    ["`endorsement`", words(ENDORSEMENT_MASK)],
    ["`engagement`", words(ENGAGEMENT_MASK)],
    ["`retraction`", words(RETRACTION_MASK)],
    ["`any`", `${words(ANY_MASK & ENGAGEMENT_MASK)} and all of \`retraction\``],
  ];
  return `| word in \`on\` | stands for |\n|---|---|\n${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}`;
}

interface KindNotes {
  /** Range of the value. */
  readonly range: string;
  /** What it is for a key that had no event in the window. */
  readonly unseen: string;
  readonly cost: string;
  readonly error: string;
}

const SAMPLE_COST = "up to `sample` steps an event";
const SAMPLE_ERROR = "exact over the sample";

const KIND_NOTES: Readonly<Record<FeatureSpec["kind"], KindNotes>> = {
  count: {
    range: "0, 1, 2, …",
    unseen: "0",
    cost: "constant",
    error:
      "exact up to `exact_max` distinct milliseconds in the window; above, never too low, and too high by 1/8 at the most at the default of 256, 1/32 at 1,024",
  },
  distinct: {
    range: "0, 1, 2, …",
    unseen: "0",
    cost: "constant for a value just seen, up to `exact_max` steps for a new one",
    error:
      "exact up to `exact_max` values; above, a standard error of 6 to 9 % at the default of 256, 3 to 4.4 % at 1,024",
  },
  sum: {
    range: "any number",
    unseen: "0",
    cost: "up to `exact_max` steps a read",
    error:
      "exact up to `exact_max` entries; above, never too low, and too high by the values of at most 1/8 as many events as the window holds (1/32 at 1,024)",
  },
  burst: {
    range: "0 and above; 1 = as usual",
    unseen: "not measurable",
    cost: "constant",
    error: "that of the two counts it divides",
  },
  share: { range: "above 0, to 1", unseen: "not measurable", cost: SAMPLE_COST, error: SAMPLE_ERROR },
  entropy: { range: "0 to 1", unseen: "not measurable", cost: SAMPLE_COST, error: SAMPLE_ERROR },
  gap_cv: { range: "0 and above", unseen: "not measurable", cost: SAMPLE_COST, error: SAMPLE_ERROR },
  spread: { range: "0 and above", unseen: "not measurable", cost: SAMPLE_COST, error: SAMPLE_ERROR },
  multiples: {
    range: "0 to 1",
    unseen: "not measurable, as while no number came twice",
    cost: "up to `sample`² steps an event",
    error: SAMPLE_ERROR,
  },
  first_seen: { range: "0 or 1", unseen: "1", cost: "constant", error: "exact" },
  ratio: {
    range: "any number",
    unseen: "as its two features",
    cost: "one division",
    error: "that of the two features it divides",
  },
  age: { range: "0 and above", unseen: "–", cost: "one subtraction", error: "exact" },
  field: { range: "any number", unseen: "–", cost: "one read", error: "exact" },
};

/** Keys that may be left out, with what then holds. */
const KEY_DEFAULTS: Readonly<Record<string, string>> = {
  sample: String(SAMPLE_DEFAULT),
  sample_min: `${SAMPLE_MIN_DEFAULT}, or \`sample\` if that is less`,
  baseline_min: String(BASELINE_MIN_DEFAULT),
  over_min: "1",
  unit: "1d",
};

async function featureTable(): Promise<string> {
  const definitions = await kindDefinitions();
  const rows = Object.entries(FEATURE_KEYS).map(([name, keys]) => {
    const kind = name as FeatureSpec["kind"];
    const { range, unseen, cost, error } = KIND_NOTES[kind];
    const spoken = keys.map((key) =>
      key in KEY_DEFAULTS && !(kind === "age" && key === "of")
        ? `\`${key}\` (${KEY_DEFAULTS[key]})`
        : `\`${key}\``,
    );
    const definition = definitions.get(kind);
    if (definition === undefined) throw new Error(`feature kind without a definition: \`${kind}\``);
    return `| \`${kind}\` | ${definition} | ${spoken.join(", ")} | ${range} | ${unseen} | ${cost} | ${error} |`;
  });
  return `| kind | is | keys (default) | values | key not seen | cost | error |\n|---|---|---|---|---|---|---|\n${rows.join("\n")}`;
}

/** The comment above each kind's interface in `nouns/policy.ts` is its definition. */
async function kindDefinitions(): Promise<ReadonlyMap<string, string>> {
  const source = await readFile(new URL("../src/nouns/policy.ts", import.meta.url), "utf8");
  const found = new Map<string, string>();
  for (const match of source.matchAll(
    /\/\*\* ([^\n]*) \*\/\nexport interface \w+Feature [^}]*?kind: "(\w+)"/g,
  )) {
    const definition = match[1]!.replaceAll("|", "\\|");
    found.set(match[2]!, definition.replace("denominatorMin", "over_min").replace("unitMs", "unit"));
  }
  return found;
}

function conditionFieldTable(): string {
  const spoken: Readonly<Record<EventField["type"], string>> = {
    text: "text",
    number: "number",
    flag: "true or false",
    kind: "text, one of the event types",
    retraction: "true or false, never missing",
    late: "true or false, never missing",
  };
  const rows = [...EVENT_FIELDS].map(([path, field]) => {
    const words = "words" in field && field.words !== undefined ? `: ${field.words.join(", ")}` : "";
    return `| \`${path}\` | ${spoken[field.type]}${words} |`;
  });
  return `| field | type |\n|---|---|\n${rows.join("\n")}`;
}

function defaultTable(): string {
  const { latenessMs, keysMax, exactMax, thresholds } = DEFAULTS;
  const rows = [
    ["ordering.lateness", `${latenessMs / 1000}s`],
    ["memory.keys_max", keysMax.toLocaleString("en-US")],
    ["memory.exact_max", String(exactMax)],
    ...Object.entries(thresholds).map(([verdict, value]) => [`thresholds.${verdict}`, String(value)]),
    ["campaigns.confirm", String(CAMPAIGN_DEFAULTS.confirmScoreMin)],
    ["campaigns.members_min", String(CAMPAIGN_DEFAULTS.confirmMembersMin)],
    ["campaigns.near_line.every", `${CAMPAIGN_DEFAULTS.nearLine.everyMs / 1000}s`],
    ["campaigns.near_line.events_max", CAMPAIGN_DEFAULTS.nearLine.eventsMax.toLocaleString("en-US")],
    ["campaigns.nightly.days", String(CAMPAIGN_DEFAULTS.nightly?.days)],
    ["campaigns.nightly.acts_max", String(CAMPAIGN_DEFAULTS.nightly?.actsMax.toLocaleString("en-US"))],
    ["campaigns.nightly.hour_utc", String(CAMPAIGN_DEFAULTS.nightly?.hourUtc)],
  ];
  return `| key | default |\n|---|---:|\n${rows.map(([key, value]) => `| \`${key}\` | ${value} |`).join("\n")}`;
}
