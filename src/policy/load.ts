import { createHash } from "node:crypto";
import { type EventFamily, familyOf } from "../nouns/event.ts";
import type { Policy } from "../nouns/policy.ts";
import type { ListUse } from "../nouns/subject-list.ts";
import { createDiagnostics, type Diagnostic, type Diagnostics } from "./diagnostic.ts";
import { parseDuration } from "./duration.ts";
import { ENGAGEMENT_MASK, kindsOf, readKinds } from "./event-kinds.ts";
import { createInfrastructure } from "./infrastructure.ts";
import {
  EXACT_MAX_MAX,
  EXACT_MAX_MIN,
  KEYS_MAX_MAX,
  KEYS_MAX_MIN,
  LATENESS_MS_MAX,
  NAME_CHARS_MAX,
  POLICY_BYTES_MAX,
} from "./limits.ts";
import { readCampaigns } from "./read-campaigns.ts";
import { readFeatures } from "./read-features.ts";
import { readInfrastructure } from "./read-infrastructure.ts";
import { readLists } from "./read-lists.ts";
import { readPlaceholders } from "./read-placeholders.ts";
import { readRules } from "./read-rules.ts";
import {
  type Entry,
  readEntries,
  readFields,
  readNumber,
  readWhole,
  readWord,
  readYaml,
} from "./yaml-reader.ts";

export type LoadResult =
  | { readonly ok: true; readonly policy: Policy; readonly warnings: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** What holds where a policy does not say. */
export const DEFAULTS = {
  latenessMs: 60_000,
  keysMax: 1_000_000,
  exactMax: 256,
  thresholds: { challenge: 0.5, hold: 0.8, reject: 0.95 },
} as const;

/** The rank of a threshold that is never reached: scores end at 1. */
const NEVER = 2;
/** Least threshold: at 0 every event would reach it, whatever the rules say. */
const THRESHOLD_MIN = 0.001;

const TOP_KEYS = [
  "name",
  "version",
  "ordering",
  "memory",
  "thresholds",
  "infrastructure",
  "placeholders",
  "campaigns",
  "lists",
  "features",
  "rules",
];

/**
 * Texts of policies that judge events of different families → the text of one policy that judges them all: each is a part of it, a YAML
 * document of its own. What holds for the whole engine (ordering,
 * memory, infrastructure, placeholders, campaigns) is the first one's; that of the others is not looked at.
 */
export function joinPolicies(texts: readonly string[]): string {
  return texts.map((text) => (text.endsWith("\n") ? text : `${text}\n`)).join("---\n");
}

/**
 * The text of a policy file → the policy, compiled, with warnings; or every error found, in the order of the file. Never
 * throws on bad input. A text of several YAML documents is a policy of as many parts (see `joinPolicies`). `fileName` is used in diagnostics only. Deterministic: the same bytes give the same policy and id.
 */
export function loadPolicy(text: string, fileName: string): LoadResult {
  const report = createDiagnostics(fileName, text);
  const bytes = Buffer.byteLength(text);
  if (bytes > POLICY_BYTES_MAX) {
    report.error(0, 1, `the file has ${bytes} bytes, more than ${POLICY_BYTES_MAX}`);
    return { ok: false, diagnostics: report.list };
  }
  const policy = readPolicy(text, report);
  const diagnostics = [...report.list].sort((a, b) => a.start - b.start);
  if (policy === null || diagnostics.some(({ severity }) => severity === "error")) {
    return { ok: false, diagnostics };
  }
  return { ok: true, policy, warnings: diagnostics };
}

function readPolicy(text: string, report: Diagnostics): Policy | null {
  const roots = readYaml(text, report);
  if (roots === null) return null;
  const parts = roots.flatMap((root) => readFields(root, "the policy", TOP_KEYS, report) ?? []);
  const fields = parts[0];
  if (fields === undefined || parts.length < roots.length) return null;
  for (const [index, part] of parts.entries()) {
    const root = roots[index]!;
    for (const key of ["name", "version", "features", "rules"]) {
      if (!part.has(key)) report.error(root.start, root.start + 1, `the policy lacks \`${key}\``);
    }
  }
  const label = (part: ReadonlyMap<string, Entry>, key: string): string => {
    const entry = part.get(key);
    const word = entry === undefined ? null : readWord(entry.value, report);
    if (word === null) return "";
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(word.value) || word.value.length > NAME_CHARS_MAX) {
      const message = `\`${word.value}\` cannot be a policy's ${key}`;
      report.error(word.start, word.end, message, "letters, digits, `.`, `_` and `-`, at most 64");
    }
    return word.value;
  };
  const name = parts.map((part) => label(part, "name")).join("+");
  const version = parts.map((part) => label(part, "version")).join("+");
  const latenessMs = readLateness(fields.get("ordering"), report);
  const { keysMax, exactMax } = readMemory(fields.get("memory"), report);
  const thresholds = parts.map((part) => readThresholds(part.get("thresholds"), report));
  const sections = (key: string) => parts.flatMap((part) => part.get(key) ?? []);
  const { table, kinds } = readInfrastructure(fields.get("infrastructure"), report);
  const lists = readLists(sections("lists"), report);
  const listUses: ListUse[] = [];
  const declared = readFeatures(
    sections("features"),
    { features: null, ipKinds: kinds, lists, listUses },
    report,
  );
  const indexes = new Map<string, number>();
  for (const [index, spec] of declared.specs.entries()) indexes.set(spec.name, index);
  // Features in error still exist for the rules, so that one mistake is not reported twice.
  for (const word of declared.names.keys()) if (!indexes.has(word)) indexes.set(word, indexes.size);
  const rules = readRules(
    sections("rules"),
    declared,
    { features: indexes, ipKinds: kinds, lists, listUses },
    report,
  );
  const families = familiesOfParts(parts, report);
  const partOf = (family: EventFamily) =>
    Math.max(
      0,
      families.findIndex((own) => own.has(family)),
    );
  const sha256 = createHash("sha256").update(text).digest("hex");
  return {
    id: `${name}@${version}#${sha256.slice(0, 8)}`,
    name,
    version,
    sha256,
    source: text,
    features: declared.specs,
    rules,
    listUses,
    thresholds: thresholds[partOf("engagement")]!,
    ...(families.some((own) => own.has("payment"))
      ? { paymentThresholds: thresholds[partOf("payment")]! }
      : {}),
    latenessMs,
    keysMax,
    exactMax,
    infrastructure: createInfrastructure(table),
    placeholders: readPlaceholders(fields.get("placeholders"), report),
    campaigns: readCampaigns(fields.get("campaigns"), report),
  };
}

/** Families of events that each part's rules judge; two parts that judge one family are an error, since it has one set of thresholds. */
function familiesOfParts(
  parts: readonly ReadonlyMap<string, Entry>[],
  report: Diagnostics,
): ReadonlySet<EventFamily>[] {
  const quiet = createDiagnostics("", "");
  const judged = new Map<EventFamily, number>();
  return parts.map((part, index) => {
    const own = new Set<EventFamily>();
    const section = part.get("rules");
    for (const { value } of section === undefined ? [] : (readEntries(section.value, "", quiet) ?? [])) {
      const on = readEntries(value, "", quiet)?.find(({ key }) => key.value === "on");
      const mask = on === undefined ? ENGAGEMENT_MASK : readKinds(on.value, quiet);
      for (const kind of kindsOf(mask)) own.add(familyOf(kind));
    }
    for (const family of own) {
      const other = judged.get(family);
      if (other === undefined) judged.set(family, index);
      else if (section !== undefined) {
        const what = family === "payment" ? "payments" : "engagement";
        const message = `two parts of the policy judge ${what}`;
        report.error(section.key.start, section.key.end, message, "put their rules into one file");
      }
    }
    return own;
  });
}

function readLateness(entry: Entry | undefined, report: Diagnostics): number {
  const fields = entry === undefined ? null : readFields(entry.value, "`ordering`", ["lateness"], report);
  const lateness = fields?.get("lateness");
  if (lateness === undefined) return DEFAULTS.latenessMs;
  const word = readWord(lateness.value, report);
  if (word === null) return DEFAULTS.latenessMs;
  if (/^0+(?:ms|s|m|h|d|w)?$/.test(word.value)) return 0;
  const parsed = parseDuration(word.value);
  if (!parsed.ok) report.error(word.start, word.end, parsed.message, parsed.hint);
  else if (parsed.ms > LATENESS_MS_MAX) report.error(word.start, word.end, "`lateness` is longer than 1h");
  return parsed.ok ? parsed.ms : DEFAULTS.latenessMs;
}

function readMemory(
  entry: Entry | undefined,
  report: Diagnostics,
): { readonly keysMax: number; readonly exactMax: number } {
  const known = ["keys_max", "exact_max"];
  const fields = entry === undefined ? null : readFields(entry.value, "`memory`", known, report);
  const whole = (key: string, min: number, max: number, fallback: number): number => {
    const field = fields?.get(key);
    if (field === undefined) return fallback;
    return readWhole(field.value, `\`${key}\``, min, max, report) ?? fallback;
  };
  return {
    keysMax: whole("keys_max", KEYS_MAX_MIN, KEYS_MAX_MAX, DEFAULTS.keysMax),
    exactMax: whole("exact_max", EXACT_MAX_MIN, EXACT_MAX_MAX, DEFAULTS.exactMax),
  };
}

function readThresholds(entry: Entry | undefined, report: Diagnostics): [number, number, number] {
  const names = ["challenge", "hold", "reject"] as const;
  const fields = entry === undefined ? null : readFields(entry.value, "`thresholds`", names, report);
  const found = names.map((name) => {
    const field = fields?.get(name);
    if (field === undefined) return { name, field: entry, value: DEFAULTS.thresholds[name] as number };
    const word = readWord(field.value, report);
    if (word?.value === "never") return { name, field, value: NEVER };
    const value = word === null ? null : readNumber(field.value, `\`${name}\``, THRESHOLD_MIN, 1, report);
    return { name, field, value };
  });
  for (const [index, { name, field, value }] of found.entries()) {
    const before = found[index - 1];
    if (before === undefined || value === null || before.value === null) continue;
    if (value < before.value || (value === before.value && value !== NEVER)) {
      const place = field?.value ?? { start: 0, end: 1 };
      const message = `thresholds must ascend: \`${name}\` (${spoken(value)}) is not above \`${before.name}\` (${spoken(before.value)})`;
      report.error(place.start, place.end, message);
    }
  }
  return found.map(({ value }) => value ?? NEVER) as [number, number, number];
}

function spoken(threshold: number): string {
  return threshold === NEVER ? "never" : String(threshold);
}
