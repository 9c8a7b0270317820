import { createHash } from "node:crypto";
import type { Node } from "yaml";
import { createWordCutter } from "./cut-words.ts";
import { foldTerm } from "./fold-remark.ts";
import { addForm, emptyNode, spellOut } from "./form-trie.ts";
import { createHanClasses } from "./han-classes.ts";
import {
  type Bilingual,
  type ContextRule,
  GROUP_CLASSES,
  type GroupClass,
  type Lexicon,
  type LexiconGroup,
  type Term,
} from "./lexicon.ts";
import { type LexiconDiagnostic, type LexiconYaml, readLexiconYaml, type YamlEntry } from "./lexicon-yaml.ts";
import { createLiveMemory } from "./live-steps.ts";
import { backwardPieces } from "./read-backwards.ts";
import { LEXICON_BYTES_MAX, LEXICON_WORDS_MAX, PHRASES_MAX, TERM_CHARS_MAX } from "./remark-limits.ts";
import { STRUCTURE_WEIGHTS, type StructureRule, type StructureWeights } from "./structure-weights.ts";

export type LexiconResult =
  | { readonly ok: true; readonly lexicon: Lexicon }
  | { readonly ok: false; readonly diagnostics: readonly LexiconDiagnostic[] };

const TOP_KEYS = [
  "name",
  "version",
  "counters",
  "other_units",
  "structure",
  "phrases",
  "emoji",
  "groups",
  "scenes",
  "categories",
];
const GROUP_KEYS = [
  "class",
  "weight",
  "words",
  "match",
  "initials",
  "cancels",
  "keeps",
  "alone",
  "attached",
  "goods_from",
  "zh",
  "en",
];
const RULE_KEYS = ["words", "weight", "cancels", "zh", "en"];
const WEIGHT_MAX = 8;
/** Yuan apiece from which it is goods, where a group says nothing else; DOMAIN.md 3.1: likes to followers cost 0.0015 to 0.3. */
const GOODS_FROM = 3;
const GOODS_FROM_MAX = 10_000;
/** Terms that weigh less are too common as letters: dz, sj. An order's letters name both the act and the thing. */
const INITIALS_WEIGHT_MIN = 1.2;
/** Acts of this weight are the trade's own: their first letter may stand for them. */
const STRONG_ACT_MIN = 3;

/**
 * The text of a lexicon file → the lexicon, compiled; or everything that is wrong with it, in the order of the file. Never
 * throws on bad input. `fileName` is used in diagnostics only. Deterministic: the same text gives the same id. About 0.4 s.
 */
export function compileLexicon(text: string, fileName: string): LexiconResult {
  const yaml = readLexiconYaml(text.length > LEXICON_BYTES_MAX ? "" : text, fileName);
  if (text.length > LEXICON_BYTES_MAX)
    yaml.problem(0, `the file has more than ${LEXICON_BYTES_MAX} characters`, "is it a lexicon?");
  const lexicon = yaml.problems.length === 0 ? readLexicon(yaml, text) : null;
  if (lexicon === null || yaml.problems.length > 0) {
    return { ok: false, diagnostics: yaml.problems.sort((a, b) => a.line - b.line || a.column - b.column) };
  }
  return { ok: true, lexicon };
}

function readLexicon(yaml: LexiconYaml, text: string): Lexicon | null {
  const fields = new Map(yaml.entries(yaml.root, "the lexicon", TOP_KEYS).map((entry) => [entry.key, entry]));
  for (const key of ["name", "version", "groups"]) {
    if (!fields.has(key)) yaml.problem(yaml.root, `the lexicon lacks \`${key}\``, `add \`${key}:\``);
  }
  if (!["name", "version", "groups"].every((key) => fields.has(key))) return null;
  const name = yaml.text(fields.get("name")?.value, "`name`");
  const version = yaml.text(fields.get("version")?.value, "`version`");
  const wordSet = (key: string): Set<string> =>
    new Set(
      fields.has(key)
        ? yaml.words(fields.get(key)!.value, `\`${key}\``).map(({ word }) => foldTerm(word).join(""))
        : [],
    );
  const groups = new Map<string, LexiconGroup>();
  const places = new Map<string, Node>();
  let count = 0;
  for (const entry of yaml.entries(fields.get("groups")!.value, "`groups`")) {
    const group = readGroup(yaml, entry, places);
    if (group === null) continue;
    groups.set(group.id, group);
    count += group.words.length;
  }
  if (count > LEXICON_WORDS_MAX)
    yaml.problem(yaml.root, `${count} words, more than ${LEXICON_WORDS_MAX}`, "take some out");
  const scenes = readRules(yaml, fields.get("scenes"), "`scenes`");
  const categories = readRules(yaml, fields.get("categories"), "`categories`");
  for (const { id, cancels } of [...groups.values(), ...scenes, ...categories]) {
    for (const other of cancels) {
      if (!groups.has(other))
        yaml.problem(
          places.get(id) ?? yaml.root,
          `\`${id}\` cancels \`${other}\`, which is no group`,
          `groups are ${[...groups.keys()].join(", ")}`,
        );
    }
  }
  const terms = [...groups.values()].flatMap((group) => termsOf(group));
  const structure = readStructure(yaml, fields.get("structure"));
  const phrases = readPhrases(yaml, fields.get("phrases"));
  const emoji = readEmoji(yaml, fields.get("emoji"));
  if (yaml.problems.length > 0 || name === null || version === null) return null;

  const root = emptyNode();
  const contexts = emptyNode();
  const objects = emptyNode();
  for (const top of [root, contexts, objects]) top.live = createLiveMemory();
  const characters = new Set<string>();
  for (const [number, term] of terms.entries()) {
    const folded = foldTerm(bare(term.word));
    const byClass = term.group.match === "class" && term.script === "han";
    const against = term.class === "benign" || term.class === "complaint";
    addForm(against ? contexts : root, folded, number, byClass);
    if (term.class === "object" && term.script === "han" && !term.short)
      addForm(objects, folded, number, byClass);
    if (term.group.match === "class")
      for (const char of folded) if (/\p{Script=Han}/u.test(char)) characters.add(char);
  }
  const han = createHanClasses(characters);
  const spelled = spellOut(characters, han);
  const letters = new Set([...spelled.values()].flat().map((syllable) => syllable[0]!));
  const sha256 = createHash("sha256").update(text).digest("hex");
  const own = [...groups.values()]
    .filter((group) => group.class !== "action")
    .flatMap((group) => group.words);
  return {
    name,
    version,
    id: `${name}@${version}#${sha256.slice(0, 12)}`,
    sha256,
    groups,
    structure,
    phrases,
    terms,
    orderOf: joinOrders(terms),
    scenes,
    categories,
    counters: wordSet("counters"),
    otherUnits: wordSet("other_units"),
    han,
    trie: { root, contexts, objects, emoji, spelled, letters },
    backwards: backwardPieces(terms),
    cut: createWordCutter(own),
  };
}

function readGroup(yaml: LexiconYaml, entry: YamlEntry, places: Map<string, Node>): LexiconGroup | null {
  const { key: id } = entry;
  places.set(id, entry.keyNode);
  const before = yaml.problems.length;
  const fields = new Map(
    yaml.entries(entry.value, `the group \`${id}\``, GROUP_KEYS).map((field) => [field.key, field.value]),
  );
  for (const key of ["class", "weight", "words", "zh", "en"]) {
    if (!fields.has(key))
      yaml.problem(entry.keyNode, `the group \`${id}\` lacks \`${key}\``, `add \`${key}:\``);
  }
  if (yaml.problems.length > before) return null;
  const kind = yaml.text(fields.get("class"), "`class`");
  if (kind !== null && !GROUP_CLASSES.includes(kind as GroupClass))
    yaml.problem(fields.get("class"), `no such class \`${kind}\``, `one of ${GROUP_CLASSES.join(", ")}`);
  const match = fields.has("match") ? yaml.text(fields.get("match"), "`match`") : "class";
  if (match !== "class" && match !== "plain")
    yaml.problem(
      fields.get("match"),
      `\`match\` is \`class\` or \`plain\`, not \`${match}\``,
      "class: by sound and shape too",
    );
  const words: string[] = [];
  for (const { word, node } of yaml.words(fields.get("words"), "`words`")) {
    const folded = foldTerm(bare(word));
    if (folded.length === 0)
      yaml.problem(
        node,
        `nothing is left of \`${word}\` when it is compared`,
        "write letters, digits or a picture",
      );
    else if (folded.length > TERM_CHARS_MAX)
      yaml.problem(node, `a word of ${folded.length} characters`, `at most ${TERM_CHARS_MAX}`);
    else if (words.includes(word))
      yaml.problem(node, `\`${word}\` stands twice in \`${id}\``, "take one out");
    else words.push(word);
  }
  return {
    id,
    class: kind as GroupClass,
    weight: yaml.number(fields.get("weight"), "`weight`", -WEIGHT_MAX, WEIGHT_MAX) ?? 0,
    words,
    match: match as "class" | "plain",
    initials: fields.has("initials")
      ? yaml.words(fields.get("initials"), "`initials`").map(({ word }) => word)
      : [],
    cancels: fields.has("cancels")
      ? yaml.words(fields.get("cancels"), "`cancels`").map(({ word }) => word)
      : [],
    keeps: fields.has("keeps") ? (yaml.number(fields.get("keeps"), "`keeps`", 0, 1) ?? 1) : 1,
    alone: fields.has("alone") ? (yaml.number(fields.get("alone"), "`alone`", 0, WEIGHT_MAX) ?? 0) : 0,
    attached: fields.has("attached")
      ? (yaml.number(fields.get("attached"), "`attached`", 0, WEIGHT_MAX) ?? 0)
      : 0,
    goodsFrom: fields.has("goods_from")
      ? (yaml.number(fields.get("goods_from"), "`goods_from`", 0, GOODS_FROM_MAX) ?? GOODS_FROM)
      : GOODS_FROM,
    text: readText(yaml, fields),
  };
}

function readStructure(yaml: LexiconYaml, entry: YamlEntry | undefined): StructureWeights {
  const read: Record<StructureRule, number> = { ...STRUCTURE_WEIGHTS };
  if (entry === undefined) return read;
  for (const { key, value } of yaml.entries(entry.value, "`structure`", Object.keys(STRUCTURE_WEIGHTS))) {
    const weight = yaml.number(value, `\`${key}\``, -WEIGHT_MAX, WEIGHT_MAX);
    if (weight !== null) read[key as StructureRule] = weight;
  }
  return read;
}

function readPhrases(yaml: LexiconYaml, entry: YamlEntry | undefined): Map<string, number> {
  const read = new Map<string, number>();
  if (entry === undefined) return read;
  const entries = yaml.entries(entry.value, "`phrases`");
  if (entries.length > PHRASES_MAX)
    yaml.problem(entry.keyNode, `${entries.length} phrases, more than ${PHRASES_MAX}`, "take some out");
  for (const { key, value } of entries) {
    const weight = yaml.number(value, `\`${key}\``, -WEIGHT_MAX, WEIGHT_MAX);
    if (weight !== null) read.set(key, weight);
  }
  return read;
}

function readRules(yaml: LexiconYaml, entry: YamlEntry | undefined, what: string): ContextRule[] {
  if (entry === undefined) return [];
  return yaml.entries(entry.value, what).map(({ key: id, value }) => {
    const fields = new Map(
      yaml.entries(value, `\`${id}\``, RULE_KEYS).map((field) => [field.key, field.value]),
    );
    return {
      id,
      words: yaml.words(fields.get("words"), "`words`").map(({ word }) => word.toLowerCase()),
      weight: yaml.number(fields.get("weight"), "`weight`", -WEIGHT_MAX, WEIGHT_MAX) ?? 0,
      cancels: fields.has("cancels")
        ? yaml.words(fields.get("cancels"), "`cancels`").map(({ word }) => word)
        : [],
      text: readText(yaml, fields),
    };
  });
}

function readText(yaml: LexiconYaml, fields: ReadonlyMap<string, Node>): Bilingual {
  return { zh: yaml.text(fields.get("zh"), "`zh`") ?? "", en: yaml.text(fields.get("en"), "`en`") ?? "" };
}

function readEmoji(yaml: LexiconYaml, entry: YamlEntry | undefined): Map<string, string[][]> {
  const found = new Map<string, string[][]>();
  for (const { key, keyNode, value } of entry === undefined ? [] : yaml.entries(entry.value, "`emoji`")) {
    const [picture, ...more] = foldTerm(key);
    if (picture === undefined || more.length > 0)
      yaml.problem(keyNode, `\`${key}\` is not one picture`, "skin tones and joined pictures are left out");
    else
      found.set(
        picture,
        yaml.words(value, `\`${key}\``).map(({ word }) => foldTerm(word)),
      );
  }
  return found;
}

function termsOf(group: LexiconGroup): Term[] {
  const make = (word: string, more: Partial<Term>): Term => ({
    word: bare(word),
    class: group.class,
    group,
    action: null,
    weight: group.weight,
    chars: foldTerm(bare(word)).length,
    script: scriptOf(word),
    byInitials: false,
    short: false,
    openEnd: word.endsWith("*"),
    ...more,
  });
  return [
    ...group.words.map((word) =>
      make(word, { byInitials: group.class === "object" && group.weight >= INITIALS_WEIGHT_MIN }),
    ),
    ...group.initials.map((word) => make(word, { short: true })),
  ];
}

/** An act with an object, as one term: 刷 + 赞 → 刷赞. So an order is cut, bounded and read as one word. Made once each. */
function joinOrders(terms: readonly Term[]): Lexicon["orderOf"] {
  const made = new Map<number, Term>();
  return (action, object) => {
    const key = action * terms.length + object;
    const known = made.get(key);
    if (known !== undefined) return known;
    const act = terms[action]!;
    const thing = terms[object]!;
    const term: Term = {
      ...thing,
      word: act.word + thing.word,
      class: "order",
      action: act.group,
      weight: act.weight * thing.group.keeps + thing.weight,
      chars: act.chars + thing.chars,
      byInitials: act.weight >= STRONG_ACT_MIN,
    };
    made.set(key, term);
    return term;
  };
}

function bare(word: string): string {
  return word.endsWith("*") ? word.slice(0, -1) : word;
}
function scriptOf(word: string): Term["script"] {
  if (/\p{Script=Han}/u.test(word)) return "han";
  return /\p{Script=Latin}/u.test(word) && !/[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(word)
    ? "latin"
    : "other";
}
