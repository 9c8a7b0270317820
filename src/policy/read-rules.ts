import { isMap, isScalar } from "yaml";
import { suggest } from "../kernels/text/nearest-word.ts";
import { familyOf } from "../nouns/event.ts";
import { familyHas } from "../nouns/event-row.ts";
import type { FeatureSpec, Rule } from "../nouns/policy.ts";
import { VERDICTS, type Verdict, verdictCode } from "../nouns/verdict.ts";
import { alwaysTrue } from "./cel/always-true.ts";
import type { ConditionScope } from "./cel/checking.ts";
import { compileCondition } from "./cel/compile-condition.ts";
import { canHit, type TruthTerm } from "./cel/terms.ts";
import type { Diagnostics } from "./diagnostic.ts";
import { ENGAGEMENT_MASK, kindsOf, readKinds } from "./event-kinds.ts";
import { RULES_MAX, TEXT_CHARS_MAX } from "./limits.ts";
import { readCondition } from "./read-condition.ts";
import { columnsRead, type DeclaredFeatures, readSections } from "./read-features.ts";
import { readName } from "./read-name.ts";
import { deriveShown, featuresOf, type Shown } from "./shown.ts";
import { restsOnTextAlone } from "./text-evidence.ts";
import { type Entry, readFields, readNumber, readWord, type Word } from "./yaml-reader.ts";

const RULE_KEYS = ["on", "when", "weight", "family", "verdict", "show", "text"];

/** The `rules` mappings of a policy's parts → its rules, compiled, in the file's order. Every problem is reported. */
export function readRules(
  sections: readonly Entry[],
  declared: DeclaredFeatures,
  scope: ConditionScope,
  report: Diagnostics,
): Rule[] {
  const entries = readSections(sections, "rules", RULES_MAX, report);
  if (sections.length > 0 && entries.length === 0) {
    report.error(sections[0]!.key.start, sections[0]!.key.end, "the policy has no rules");
  }
  const families = new Map<string, number>();
  const used = new Set<string>();
  const rules: Rule[] = [];
  for (const { key, value } of entries) {
    readName(key, "rule", report);
    const fields = readFields(value, `rule \`${key.value}\``, RULE_KEYS, report);
    if (fields === null) continue;
    const rule = readRule(key, fields, declared, scope, families, used, report);
    if (rule !== null) rules.push(rule);
  }
  // Inputs stand before the ratios made of them: backwards, a used ratio marks all that it rests on.
  for (const spec of [...declared.specs].reverse()) {
    if (spec.kind === "ratio" && used.has(spec.name)) for (const name of inputsOf(spec)) used.add(name);
  }
  const broken = report.list.some(({ severity }) => severity === "error");
  for (const [name, word] of declared.names) {
    if (!used.has(name) && !broken)
      report.warn(word.start, word.end, `feature \`${name}\` is used by no rule`);
  }
  return rules;
}

function readRule(
  name: Word,
  fields: ReadonlyMap<string, Entry>,
  declared: DeclaredFeatures,
  scope: ConditionScope,
  families: Map<string, number>,
  used: Set<string>,
  report: Diagnostics,
): Rule | null {
  const errorsBefore = report.list.length;
  const need = (key: string): Entry | null => {
    const entry = fields.get(key);
    if (entry === undefined) report.error(name.start, name.end, `rule \`${name.value}\` lacks \`${key}\``);
    return entry ?? null;
  };
  const onEntry = fields.get("on");
  const onMask = onEntry === undefined ? ENGAGEMENT_MASK : readKinds(onEntry.value, report);
  const when = need("when");
  const term = when === null ? null : readCondition(when.value, { ...scope, kinds: onMask }, report);

  if (when !== null && term !== null && alwaysTrue(term, declared.specs)) {
    const { start, end } = when.value;
    report.warn(
      start,
      end,
      "the condition holds for every event",
      "compare with what honest events do not reach",
    );
  }

  const verdictEntry = fields.get("verdict");
  const verdictWord = verdictEntry === undefined ? null : readWord(verdictEntry.value, report);
  if (verdictWord !== null && !VERDICTS.includes(verdictWord.value as Verdict)) {
    report.error(
      verdictWord.start,
      verdictWord.end,
      `no such verdict: \`${verdictWord.value}\``,
      suggest(verdictWord.value, VERDICTS),
    );
  }
  const weightEntry = need("weight");
  const weight = weightEntry === null ? null : readNumber(weightEntry.value, "`weight`", 0, 1, report);

  const family = readFamily(name, fields.get("family"), families, report);
  const shown = readShown(fields.get("show"), term, declared, scope, report);
  const text = readText(need("text"), shown, report);

  const read = term === null ? new Set<number>() : featuresOf(term);
  if (shown.feature >= 0) read.add(shown.feature);
  if (shown.baselineFeature >= 0) read.add(shown.baselineFeature);
  for (const index of read) {
    const spec = declared.specs[index];
    if (spec !== undefined) used.add(spec.name);
  }
  const kinds = kindsOf(onMask);
  const needs = withInputs(read, declared.specs);
  refuseForeignFeatures(name, needs, kinds, declared.specs, report);
  const textAlone = term !== null && restsOnTextAlone(term, declared.specs, declared.text);
  if (textAlone && verdictWord !== null && verdictCode(verdictWord.value as Verdict) > CHALLENGE) {
    report.error(
      verdictWord.start,
      verdictWord.end,
      `rule \`${name.value}\` rests on text alone: it cannot ask for \`${verdictWord.value}\``,
      "text alone never goes beyond `challenge`; ask for a fact about the payee as well",
    );
  }
  if (term !== null && when !== null && kinds.length > 0) {
    const { neverMeasured } = declared;
    const reachable = (kind: number) => canHit(term, { kind, neverMeasured });
    if (!kinds.some(reachable)) {
      report.error(
        when.value.start,
        when.value.end,
        `no event type can reach rule \`${name.value}\``,
        "for every type in its `on` the condition is false, or needs a feature that is never fed",
      );
    }
  }
  if (
    report.list.slice(errorsBefore).some(({ severity }) => severity === "error") ||
    term === null ||
    weight === null ||
    text === null
  ) {
    return null;
  }
  return {
    name: name.value,
    onMask,
    evaluate: compileCondition(term),
    needs,
    weight,
    family,
    verdictMin: verdictWord === null ? 0 : verdictCode(verdictWord.value as Verdict),
    shownFeature: shown.feature,
    shownBaseline: shown.baseline,
    shownBaselineFeature: shown.baselineFeature,
    text,
    ...(textAlone ? { textAlone } : {}),
  };
}

/** The number of a rule's family. A rule without one stands alone, even where a family bears its name. */
function readFamily(
  name: Word,
  entry: Entry | undefined,
  families: Map<string, number>,
  report: Diagnostics,
): number {
  const family = entry === undefined ? name : (readWord(entry.value, report) ?? name);
  if (entry !== undefined) readName(family, "family", report);
  const key = entry === undefined ? `rule ${name.value}` : family.value;
  if (!families.has(key)) families.set(key, families.size);
  return families.get(key)!;
}

/** Reports features that read columns which the rule's events do not have. */
function refuseForeignFeatures(
  name: Word,
  needs: readonly number[],
  kinds: readonly number[],
  specs: readonly FeatureSpec[],
  report: Diagnostics,
): void {
  const families = [...new Set(kinds.map(familyOf))];
  for (const index of needs) {
    const spec = specs[index];
    if (spec === undefined) continue;
    const missing = columnsRead(spec).find((column) => families.some((family) => !familyHas(family, column)));
    if (missing === undefined) continue;
    report.error(
      name.start,
      name.end,
      `rule \`${name.value}\` needs feature \`${spec.name}\`, and its events have no \`${missing}\``,
      "a rule and its features are about events of one family: say `on: payment` in both, or in neither",
    );
  }
}

const CHALLENGE = verdictCode("challenge");

function readShown(
  entry: Entry | undefined,
  term: TruthTerm | null,
  declared: DeclaredFeatures,
  scope: ConditionScope,
  report: Diagnostics,
): Shown {
  const derived = term === null ? NOTHING_SHOWN : deriveShown(term);
  if (entry === undefined) return derived;
  const fields = readFields(entry.value, "`show`", ["value", "baseline"], report);
  if (fields === null) return derived;
  const feature = (word: Word): number => {
    const index = scope.features?.get(word.value);
    if (index !== undefined) return index;
    report.error(
      word.start,
      word.end,
      `no such feature: \`${word.value}\``,
      suggest(word.value, declared.names.keys()),
    );
    return -1;
  };
  const value = fields.get("value");
  const baseline = fields.get("baseline");
  const valueWord = value === undefined ? null : readWord(value.value, report);
  const shown = {
    ...derived,
    ...(valueWord === null ? {} : { feature: feature(valueWord), baseline: Number.NaN, baselineFeature: -1 }),
  };
  if (baseline === undefined) return shown;
  if (isScalar(baseline.value.node) && typeof baseline.value.node.value === "number") {
    return { ...shown, baseline: baseline.value.node.value, baselineFeature: -1 };
  }
  const word = readWord(baseline.value, report);
  return word === null ? shown : { ...shown, baseline: Number.NaN, baselineFeature: feature(word) };
}

const NOTHING_SHOWN: Shown = { feature: -1, baseline: Number.NaN, baselineFeature: -1 };

function readText(
  entry: Entry | null,
  shown: Shown,
  report: Diagnostics,
): { readonly zh: string; readonly en: string } | null {
  if (entry === null) return null;
  if (!isMap(entry.value.node)) {
    report.error(
      entry.value.start,
      entry.value.end,
      "`text` needs both languages",
      "`text: { zh: …, en: … }`",
    );
    return null;
  }
  const fields = readFields(entry.value, "`text`", ["zh", "en"], report);
  const text = { zh: "", en: "" };
  for (const language of ["zh", "en"] as const) {
    const found = fields?.get(language);
    if (found === undefined) {
      const spoken = language === "zh" ? "Chinese (`zh`)" : "English (`en`)";
      report.error(entry.key.start, entry.key.end, `the text in ${spoken} is missing`);
      continue;
    }
    const word = readWord(found.value, report);
    if (word === null) continue;
    text[language] = word.value.trim();
    if (word.value.length > TEXT_CHARS_MAX) {
      report.error(word.start, word.end, `the text is longer than ${TEXT_CHARS_MAX} characters`);
    }
    for (const [, slot = ""] of word.value.matchAll(/\{([^{}]*)\}/g)) {
      const known = slot === "value" || slot === "baseline";
      if (!known) {
        report.error(
          word.start,
          word.end,
          `no such slot in a text: \`{${slot}}\``,
          "there are `{value}` and `{baseline}`",
        );
      } else if (slot === "value" ? shown.feature < 0 : !hasBaseline(shown)) {
        report.warn(
          word.start,
          word.end,
          `\`{${slot}}\` will be unknown: the condition gives none`,
          "say it with `show: { value: …, baseline: … }`",
        );
      }
    }
  }
  return text.zh === "" || text.en === "" ? null : text;
}

function hasBaseline(shown: Shown): boolean {
  return shown.baselineFeature >= 0 || !Number.isNaN(shown.baseline);
}

function inputsOf(spec: FeatureSpec): string[] {
  return spec.kind === "ratio" ? [spec.numerator, spec.denominator] : [];
}

/** The features and, through ratios, all that they are made of; ascending. */
function withInputs(read: ReadonlySet<number>, specs: readonly FeatureSpec[]): number[] {
  const all = new Set<number>();
  const add = (index: number): void => {
    const spec = specs[index];
    if (spec === undefined || all.has(index)) return;
    all.add(index);
    for (const name of inputsOf(spec)) add(specs.findIndex((other) => other.name === name));
  };
  for (const index of read) add(index);
  return [...all].sort((a, b) => a - b);
}
