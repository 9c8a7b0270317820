import { binomialBelow } from "../../statistics/binomial.ts";
import type { SentenceActs } from "./sentence-acts.ts";
import type { TextEvidence } from "./text-evidence.ts";

/** Accounts in their own words on a target that the usual habit needs. */
const AUDIENCE_MIN = 30;
/** Accounts expected to have written something else as well, before their absence says anything. */
const OTHERWISE_EXPECTED_MIN = 5;
/** They talk so much less than others that chance does not explain it, and not a little less. */
const OTHERWISE_RATIO = 1 / 3;
const OTHERWISE_CHANCE_MAX = 1e-3;
/** From this part of the usual on they talk as others do. */
const TALK_RATIO = 0.8;
/** Accounts that wrote different sentences of the set on different targets, and how often more than by chance. */
const HANDS_MIN = 5;
const HANDS_RATIO = 3;

/** How many members wrote anything else, against the others who commented on the same targets. */
export function nothingElse(
  acts: SentenceActs,
  chosen: ReadonlySet<number>,
  accounts: ReadonlySet<number>,
  members: ReadonlySet<number>,
  others: readonly number[],
): { readonly evidence: TextEvidence | null; readonly talk: boolean } | null {
  const { table } = acts;
  const audience = new Set<number>();
  for (const comment of others) if (!members.has(table.actor[comment]!)) audience.add(table.actor[comment]!);
  let usualCount = 0;
  for (const actor of audience) if (saysMore(acts, actor)) usualCount++;
  const usual = audience.size === 0 ? 0 : usualCount / audience.size;
  const expected = usual * accounts.size;
  if (audience.size < AUDIENCE_MIN || expected < OTHERWISE_EXPECTED_MIN) return null;
  let talk = 0;
  for (const actor of accounts) if (otherwise(acts, actor, chosen)) talk++;
  const few =
    talk <= expected * OTHERWISE_RATIO && binomialBelow(talk, accounts.size, usual) <= OTHERWISE_CHANCE_MAX;
  return {
    evidence: few
      ? { kind: "nothing_else", points: 1, found: accounts.size - talk, of: accounts.size, usual: 1 - usual }
      : null,
    talk: talk >= expected * TALK_RATIO,
  };
}

/** Did somebody who is not of the set write two different things? */
function saysMore(acts: SentenceActs, actor: number): boolean {
  const mine = acts.ofActor(actor);
  const first = acts.coreOf[acts.table.text[mine[0]!]!];
  return mine.some((comment) => acts.coreOf[acts.table.text[comment]!] !== first);
}

function otherwise(acts: SentenceActs, actor: number, chosen: ReadonlySet<number>): boolean {
  return acts.ofActor(actor).some((comment) => !chosen.has(acts.sentenceOf[comment]!));
}

/** Members who wrote different sentences of the set on different targets and nothing else, against what chance gives. */
export function severalSentences(
  acts: SentenceActs,
  chosen: ReadonlySet<number>,
  accounts: ReadonlySet<number>,
  inSet: number,
  outside: number,
): TextEvidence | null {
  const { table, sentenceOf } = acts;
  const part = inSet / (inSet + outside);
  let found = 0;
  let expected = 0;
  let able = 0;
  for (let actor = 0; actor < table.actorCount; actor++) {
    const mine = acts.ofActor(actor);
    if (mine.length < 2) continue;
    if (new Set([...mine].map((comment) => table.target[comment]!)).size < 2) continue;
    able++;
    expected += part ** mine.length;
    if (!accounts.has(actor) || mine.some((comment) => !chosen.has(sentenceOf[comment]!))) continue;
    if (new Set([...mine].map((comment) => sentenceOf[comment]!)).size >= 2) found++;
  }
  if (found < HANDS_MIN || found < HANDS_RATIO * expected) return null;
  return { kind: "several_sentences", points: 2, found, of: able, usual: expected };
}
