import { createInterface, type Interface } from "node:readline/promises";
import { type Command, Option } from "commander";
import { expandArchives } from "../ingest/files/archive.ts";
import { expandInputs } from "../ingest/files/expand-inputs.ts";
import type { Question } from "../ingest/guess/guess.ts";
import { mappingText } from "../ingest/guess/mapping-text.ts";
import { type Proposal, proposeMapping } from "../ingest/guess/propose-mapping.ts";
import { createSampleSiblings, type SampleSiblings } from "../ingest/guess/sample-siblings.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { LANGUAGES, type Language, languageOf } from "../words/language.ts";
import { visibleText } from "../words/visible-text.ts";
import { machineZone, refuseUnanswered } from "./assumed.ts";
import { FORMAT_HELP, STANDARD_INPUT, totalBytes, wishOf } from "./inputs.ts";
import { proposalLines } from "./map-lines.ts";
import { WORDS } from "./map-words.ts";
import { openOutput } from "./output.ts";
import { collectAnswers, SET_HELP } from "./set-option.ts";

interface Options {
  readonly output?: string;
  readonly yes?: boolean;
  readonly set: ReadonlyMap<string, string>;
  readonly format?: string;
  readonly lang?: string;
}

/** Times one file is looked at again after answers: each round answers every question, so more means that they contradict. */
const ROUNDS_MAX = 5;

/** `touchstone map`: looks at files and proposes a mapping, with a preview, asking where it is unsure. */
export function register(program: Command): void {
  program
    .command("map")
    .description(
      "looks at a file (encoding, columns, times, ids, repeats), proposes a mapping with a preview of ten events, and asks where it is unsure",
    )
    .argument("<file...>", "CSV, JSON, NDJSON, Parquet or a workbook, as a tool exported it")
    .option(
      "-o, --output <file>",
      "writes the mapping; `-` is standard output, and the rest goes to standard error",
    )
    .option("--yes", "asks nothing: takes what is likeliest, and fails where no guess may stand")
    .option("--set <name=value>", SET_HELP, collectAnswers, new Map())
    .option("--format <name>", FORMAT_HELP)
    .addOption(
      new Option("--lang <language>", "zh or en (default: by the environment)").choices([...LANGUAGES]),
    )
    .action(run);
}

async function run(given: string[], options: Options): Promise<void> {
  const lang = languageOf(options.lang, process.env);
  const toStdout = options.output === "-";
  const print = (line: string): void => {
    (toStdout ? process.stderr : process.stdout).write(`${visibleText(line, LINE_CHARS_MAX)}\n`);
  };
  const asks = !options.yes && process.stdin.isTTY === true && process.stderr.isTTY === true;
  const answers = new Map(options.set);
  const files = await expandArchives(expandInputs(given).files);
  const siblings = createSampleSiblings(files, wishOf(options));
  let first: { readonly file: string; readonly proposal: Proposal } | null = null;
  for (const file of files) {
    if (file === STANDARD_INPUT)
      throw new TouchstoneError("cannot_read", "a pipe is read once only: save it to a file for `map`");
    const proposal = await settle(file, answers, options, lang, asks, siblings);
    if (proposal === null) {
      print(WORDS[lang].isEvents(file));
      continue;
    }
    if (first !== null) print("");
    if (first !== null && sameColumns(first.proposal, proposal)) print(WORDS[lang].alike(file, first.file));
    else
      for (const line of proposalLines(proposal, totalBytes([file]) ?? 0, machineZone(), lang)) print(line);
    first ??= { file, proposal };
  }
  if (first === null) return;
  const { file, proposal } = first;
  if (options.output === undefined) {
    print("");
    const pays = proposal.guess.events.some(({ acts }) => acts.includes("payment"));
    print(pays ? WORDS[lang].statementNext(file) : WORDS[lang].next(file));
    return;
  }
  const output = openOutput(options.output);
  await output.write(mappingText(proposal.guess, proposal.input, proposal.read.sample.name, lang));
  await output.close();
  if (!toStdout) print(WORDS[lang].saved(options.output));
}
/** Longest line printed: names and values of the file stand in it. */
const LINE_CHARS_MAX = 400;

function sameColumns(a: Proposal, b: Proposal): boolean {
  return a.read.sample.columns.join("\u0000") === b.read.sample.columns.join("\u0000");
}

/** A file and what was answered → a proposal without open questions; null when its rows are events. */
async function settle(
  file: string,
  answers: Map<string, string>,
  options: Options,
  lang: Language,
  asks: boolean,
  siblings: SampleSiblings,
): Promise<Proposal | null> {
  const wish = wishOf(options);
  const asked = new Set<string>();
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const found = await proposeMapping(file, answers, machineZone(), wish, siblings);
    if (found.kind === "events") return null;
    const open =
      found.kind === "proposal" ? found.proposal.guess.questions.filter(({ name }) => !asked.has(name)) : [];
    if (!asks || open.length === 0 || found.kind === "refused") {
      refuseUnanswered(found, file, lang);
      if (found.kind === "proposal") return found.proposal;
    }
    const prompt = createInterface({ input: process.stdin, output: process.stderr });
    try {
      for (const question of open) {
        asked.add(question.name);
        await ask(prompt, question, answers, lang);
      }
    } finally {
      prompt.close();
    }
  }
  throw new TouchstoneError(
    "bad_schema",
    `\`${file}\`: the answers contradict each other; begin anew with \`--set\``,
  );
}

async function ask(
  prompt: Interface,
  { name, ask: words, choices }: Question,
  answers: Map<string, string>,
  lang: Language,
): Promise<void> {
  const list = choices.map((choice, place) => `  ${place + 1}  ${visibleText(choice)}`).join("\n");
  process.stderr.write(`${visibleText(words[lang], LINE_CHARS_MAX)}\n${list}\n`);
  const text = (await prompt.question(WORDS[lang].answer(visibleText(choices[0] ?? "")))).trim();
  const chosen = /^\d+$/.test(text) ? choices[Number(text) - 1] : undefined;
  answers.set(name, text === "" ? (choices[0] ?? "") : (chosen ?? text));
}
