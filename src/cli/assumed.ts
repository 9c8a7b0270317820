import type { Answers, MappingGuess } from "../ingest/guess/guess.ts";
import { PROPOSALS_KEPT_MAX } from "../ingest/guess/guess-limits.ts";
import { type Looked, type Proposal, proposeMapping } from "../ingest/guess/propose-mapping.ts";
import type { SampleWish } from "../ingest/guess/read-sample.ts";
import type { SampleSiblings } from "../ingest/guess/sample-siblings.ts";
import type { Mapping } from "../ingest/mapping.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { Language } from "../words/language.ts";
import { visibleText } from "../words/visible-text.ts";
import { assumptionLines, WORDS } from "./map-words.ts";

/** The machine's zone by its IANA name: what clocks in a file mean that name none. */
export function machineZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Files looked at by this process, so that one opened twice is neither read nor told of twice. */
const looked = new Map<string, Promise<Mapping | null>>();
/** What was said already, by the text behind the file's name. */
const said = new Map<string, string>();

/**
 * A file without a mapping, among the files of its command → the mapping that it seems to need, told on stderr in its first lines; null when its rows are events
 * as they stand. Throws `bad_schema` with the cause where no guess may stand, and how to answer.
 */
export function assumedMapping(
  path: string,
  answers: Answers,
  lang: Language,
  wish: SampleWish,
  siblings: SampleSiblings,
): Promise<Mapping | null> {
  const known = looked.get(path);
  if (known !== undefined) return known;
  const mapping = assume(path, answers, lang, wish, siblings);
  if (looked.size < PROPOSALS_KEPT_MAX) looked.set(path, mapping);
  return mapping;
}

async function assume(
  path: string,
  answers: Answers,
  lang: Language,
  wish: SampleWish,
  siblings: SampleSiblings,
): Promise<Mapping | null> {
  const found = await proposeMapping(path, answers, machineZone(), wish, siblings);
  if (found.kind === "events") return null;
  refuseUnanswered(found, path, lang);
  const { proposal } = found as Extract<Looked, { kind: "proposal" }>;
  tell(path, proposal, lang);
  return proposal.mapping;
}

/** Throws `bad_schema` where a file cannot be events, or only a person can say how. */
export function refuseUnanswered(found: Looked, path: string, lang: Language): void {
  const words = WORDS[lang];
  if (found.kind === "refused") {
    throw new TouchstoneError("bad_schema", `\`${path}\`: ${found.refusal.refused[lang]}`);
  }
  if (found.kind === "events") return;
  const open = (found.proposal.guess as MappingGuess).questions.filter(({ must }) => must);
  if (open.length === 0) return;
  const lines = open.map(({ name, ask, choices }) => {
    const answers = choices.map((choice) => `--set ${name}=${choice}`).join(words.or);
    return `${ask[lang]}\n  ${answers}`;
  });
  throw new TouchstoneError("bad_schema", `\`${path}\`: ${lines.join("\n")}`);
}

function tell(path: string, proposal: Proposal, lang: Language): void {
  const lines = assumptionLines(proposal, lang);
  const text = lines.join("\n");
  const like = said.get(text);
  const shown = like === undefined ? [WORDS[lang].assumed(path), ...lines] : [WORDS[lang].alike(path, like)];
  if (like === undefined) said.set(text, path);
  for (const line of shown) process.stderr.write(`${visibleText(line, LINE_CHARS_MAX)}\n`);
}
/** Column names and values of the file stand in a line: cut where they are endless. */
const LINE_CHARS_MAX = 1_000;
