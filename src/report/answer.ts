import type { Answer, AuditReport, TypeVerdicts } from "../nouns/audit-report.ts";
import type { DataLimit } from "../nouns/data-limit.ts";
import { wilsonInterval } from "../statistics/wilson.ts";
import {
  ASK_WORDS,
  type Asked,
  cannotTellWords,
  copiedClause,
  followersClause,
  groupsClause,
  hintsClause,
  LIMIT_ASKS,
  MORE_NOT_EXCLUDED,
  NO_EVENTS,
  noneAloneWords,
  spikeAsk,
  surgesClause,
  unusualWords,
  zeroWords,
} from "../words/answer-words.ts";
import { shareKind } from "../words/follower-words.ts";
import type { Both } from "../words/language.ts";
import { typeWords } from "../words/type-words.ts";
import { createZone, UTC } from "../words/zone.ts";
import { subjectOf } from "./headline.ts";

/** Part of what was planted that must have been found, for "0 %" to be said. */
const SEEN_MIN = 0.5;
/**
 * Shapes of a file in which what is there already may be what is usual: finding 5 % more says nothing of it.
 */
const BLIND: readonly DataLimit[] = ["no_acts", "one_moment", "too_concentrated"];
/** Below it a share reads as an acquittal, and what could not be seen is said beside it. */
const LITTLE = 0.01;
/** What to ask for: more than five are not asked. */
const ASKED_MAX = 5;

/**
 * What a client may repeat, in one sentence in the report's zone, and what to ask for to know more. "0 %" is said only where
 * a purchase of 5 % was planted into this very file and found.
 */
export function answerOf(report: Omit<AuditReport, "answer">): Answer {
  const subject = subjectOf(report.types);
  if (subject === null || report.from === null || report.to === null)
    return { outcome: "no_events", sentence: NO_EVENTS, ask: [] };
  const zone = createZone(report.zone) ?? UTC;
  const asked: Asked = {
    type: subject.events === 1 ? singular(subject.type) : typeWords(subject.type),
    events: subject.events,
    from: zone.minute(report.from),
    to: zone.minute(report.to),
    zone: zone.label(Date.parse(report.to)),
  };
  const clauses = clausesOf(report);
  const { outcome, sentence } = lead(report, subject, asked, clauses.length > (isUntold(report) ? 1 : 0));
  const parts = [sentence, ...clauses];
  return {
    outcome,
    sentence: {
      zh: `${parts.map(({ zh }) => zh).join("")}。`,
      en: `${parts.map(({ en }) => en).join("")}.`,
    },
    ask: askFor(report, asked.zone),
  };
}

function lead(
  report: Omit<AuditReport, "answer">,
  subject: TypeVerdicts,
  asked: Asked,
  more: boolean,
): { readonly outcome: Answer["outcome"]; readonly sentence: Both } {
  const share = subject.unusual / subject.events;
  const [low, high] = wilsonInterval(subject.unusual, subject.events);
  const seen = wouldShow(report);
  if (share > 0) {
    const sentence = unusualWords(asked, share, low, high);
    const little = share < LITTLE && !more && !seen;
    return { outcome: "found", sentence: little ? joined(sentence, MORE_NOT_EXCLUDED) : sentence };
  }
  if (more) return { outcome: "found", sentence: noneAloneWords(asked) };
  const hints = report.orders.second_tier?.length ?? 0;
  if (hints > 0) {
    const sentence = joined(noneAloneWords(asked), hintsClause(hints));
    return { outcome: "cannot_tell", sentence: joined(sentence, MORE_NOT_EXCLUDED) };
  }
  if (seen) return { outcome: "none", sentence: zeroWords(asked, high, report.power!) };
  return { outcome: "cannot_tell", sentence: cannotTellWords(asked) };
}

/** A pool that shares nothing but its orders would have been found: the cruder one is not enough for an all-clear. */
function wouldShow({ power, data_limits }: Omit<AuditReport, "answer">): boolean {
  if (data_limits.some((limit) => BLIND.includes(limit))) return false;
  const pools = power?.makes.filter(({ make }) => make !== "once") ?? [];
  return pools.length > 0 && pools.every(({ planted, seen }) => seen >= SEEN_MIN * planted);
}

function clausesOf({ campaigns, orders, copied_texts, followers }: Omit<AuditReport, "answer">): Both[] {
  const clauses: Both[] = [];
  if (campaigns.length > 0) {
    const accounts = new Set(campaigns.flatMap(({ members }) => members)).size;
    const events = new Set<string>();
    for (const campaign of campaigns) for (const event of campaign.events) events.add(event);
    clauses.push(groupsClause(campaigns.length, accounts, events.size));
  }
  if (orders.orders.length > 0) {
    const targets = new Set(orders.orders.map(({ target }) => JSON.stringify([target.kind, target.id])));
    clauses.push(surgesClause(targets.size));
  }
  if (copied_texts.groups.length > 0)
    clauses.push(copiedClause(copied_texts.groups.reduce((sum, { events }) => sum + events.length, 0)));
  if (followers !== null && followers.share !== null && followers.share > 0)
    clauses.push(followersClause(followers.accounts, followers.share, followers.low, followers.high));
  return clauses;
}

/** Whether the clause about followers says that their share cannot be told: then it finds nothing. */
const isUntold = ({ followers }: Omit<AuditReport, "answer">): boolean =>
  followers !== null && followers.share !== null && followers.share > 0 && shareKind(followers) === "untold";

/** What is missing, most telling first: what the file's shape lacks, then its fields, then a spike nobody explained. */
function askFor(report: Omit<AuditReport, "answer">, zoneLabel: string): Both[] {
  const asks: Both[] = [];
  const add = (ask: Both): void => {
    if (!asks.includes(ask)) asks.push(ask);
  };
  for (const limit of report.data_limits) add(ASK_WORDS[LIMIT_ASKS[limit]]);
  const unexplained = report.spikes.find(({ reason }) => reason === "unknown");
  if (unexplained !== undefined)
    add(spikeAsk((createZone(report.zone) ?? UTC).minute(unexplained.from), zoneLabel));
  const present = (field: string): boolean =>
    (report.coverage.find((c) => c.field === field)?.present ?? 0) > 0;
  if (!present("context.device")) add(ASK_WORDS.device);
  if (!present("context.ip") && !present("context.ip_prefix")) add(ASK_WORDS.ip);
  if ((report.reach.by_type.view ?? 0) === 0) add(ASK_WORDS.views);
  if (!present("actor.registered_at")) add(ASK_WORDS.registered);
  if ((report.reach.by_type.comment ?? 0) > 0 && !present("content.text")) add(ASK_WORDS.texts);
  if (!present("context.parent_share")) add(ASK_WORDS.shares);
  return asks.slice(0, ASKED_MAX);
}

const joined = (a: Both, b: Both): Both => ({ zh: a.zh + b.zh, en: a.en + b.en });

const singular = (type: string): Both => {
  const { zh, en } = typeWords(type);
  return { zh, en: en.replace(/s$/, "") };
};
