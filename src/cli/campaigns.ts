import type { Command } from "commander";
import { CampaignFinder } from "../flow/campaign-finder.ts";
import { type CopiedTexts, createCopiedTexts } from "../flow/copied-texts.ts";
import type { EventVisitor } from "../flow/event-visitor.ts";
import { FileEvents } from "../flow/file-events.ts";
import { heldBytesFor, readInTimeOrder } from "../flow/offline.ts";
import { OrderFinder } from "../flow/order-finder.ts";
import { createSetAsideNotes } from "../flow/set-aside-notes.ts";
import type { CampaignReport } from "../nouns/campaign-report.ts";
import { keyColumn, numberColumn } from "../nouns/event-row.ts";
import { EXPLANATION_WORDS, FINDING_WORDS } from "../nouns/innocent-explanations.ts";
import type { InputFinding } from "../nouns/input-finding.ts";
import type { OrdersReport } from "../nouns/order-report.ts";
import { createPlaceholderFilter, USUAL_PLACEHOLDERS } from "../nouns/placeholders.ts";
import type { SecondTierReport } from "../nouns/second-tier-report.ts";
import { copiedTextLines, copiedTextsSummary } from "../report/copied-texts-summary.ts";
import { ordersSummary } from "../report/orders-summary.ts";
import { dataLimitsText } from "../words/data-limit-words.ts";
import { typeWord } from "../words/type-words.ts";
import { visibleText } from "../words/visible-text.ts";
import type { Zone } from "../words/zone.ts";
import { reportError } from "./exit.ts";
import { tellFindings } from "./findings.ts";
import {
  ENCODING_HELP,
  FILES_HELP,
  FORMAT_HELP,
  findInputs,
  type InputOptions,
  STRICT_HELP,
} from "./inputs.ts";
import { languageOption, spokenLanguage } from "./language.ts";
import { createReadOutcomes, type ReadOutcomes } from "./nothing-read.ts";
import { openOutput } from "./output.ts";
import { createProgress, type Progress } from "./progress.ts";
import { createRejectionReport } from "./rejections.ts";
import { reportZone, zoneOf } from "./report-zone.ts";
import { collectAnswers, SET_HELP } from "./set-option.ts";

interface Options extends InputOptions {
  readonly zone?: Zone;
  readonly json?: boolean;
  readonly orders?: boolean;
  readonly lang?: string;
  readonly quiet?: boolean;
}

/** How far behind the newest event one may lie before the inputs are sorted instead of streamed. */
const LATENESS_MS = 60_000;
/** Targets of a campaign listed on a terminal. */
const TARGETS_SHOWN = 5;

/** What evidence needs beyond who, what and when, and what it is for. */
const HELPFUL_COLUMNS = [
  { column: keyColumn("owner"), field: "target.owner" },
  { column: keyColumn("ip_prefix"), field: "context.ip" },
  { column: keyColumn("device"), field: "context.device" },
] as const;
const REGISTERED = numberColumn("registered_at_ms");

/** `touchstone campaigns`: who acts together beyond chance, in files. */
export function register(program: Command): void {
  program
    .command("campaigns")
    .description(
      "finds groups of accounts that act together beyond chance, with the evidence, over windows of four days and, in longer files, over weeks",
    )
    .argument("<file...>", FILES_HELP)
    .option("--map <file>", "mapping of the file's columns to event fields (see examples/mappings)")
    .option("--set <name=value>", SET_HELP, collectAnswers, new Map())
    .option("--format <name>", FORMAT_HELP)
    .option("--encoding <name>", ENCODING_HELP)
    .option("--strict", STRICT_HELP)
    .option(
      "--zone <name>",
      "time zone of the times told, as in Asia/Shanghai or +08:00 (default: the mapping's, else the machine's)",
      zoneOf,
    )
    .option(
      "--json",
      "prints the campaigns as JSON on standard output, members and events included; groups whose comments were handed out follow them, with ids that begin with `texts-`",
    )
    .option(
      "--orders",
      "also tells surges that were not earned by being seen, by their audience: evidence on a target, never on an account; with --json, prints `{campaigns, orders, copied_texts}`",
    )
    .addOption(languageOption())
    .option("--quiet", "no progress bar")
    .action(run);
}

async function run(files: string[], options: Options): Promise<void> {
  const language = spokenLanguage(options.lang);
  const inputs = findInputs(files, { ...options, engagementOnly: true });
  const progress = createProgress("reading", inputs.bytesTotal, options.quiet ?? false, "bytes");
  const said = new Set<string>();
  const withOrders = options.orders ?? false;
  const strict = options.strict ?? false;
  let search = startSearch(progress, said, withOrders, strict);
  await readInTimeOrder(
    () => inputs.open(),
    inputs.rewindable,
    LATENESS_MS,
    () => {
      search = startSearch(progress, said, withOrders, strict);
      return search.visitor;
    },
    heldBytesFor(inputs.bytesTotal),
  );
  search.outcomes.failIfNothing();
  const campaigns = search.finder.finish();
  const orders = search.orders?.finish() ?? null;
  const texts = search.texts.finish();
  progress.stop();
  const output = openOutput(undefined);
  const words = WORDS[language];
  const events = search.events();
  if (options.json)
    await output.write(
      `${JSON.stringify(orders === null ? [...campaigns, ...texts.groups] : { campaigns, orders, copied_texts: texts })}\n`,
    );
  else {
    const zone = reportZone(options.zone, inputs.zone());
    const told = campaigns.map((campaign) => describe(campaign, language, zone));
    if (orders !== null) told.push(...describeOrders(orders, language, zone));
    if (texts.comments > 0) told.push(copiedTextsSummary(texts)[language]);
    for (const group of texts.groups) {
      const lines = copiedTextLines(group).map((line) => `  ${line[language]}`);
      told.push(
        [
          `${group.id}  ${words.size(group.members.length, group.targets.length, group.events.length)}`,
          ...lines,
        ].join("\n"),
      );
    }
    await output.write(`${[words.head(campaigns.length, events), ...told].join("\n\n")}\n`);
  }
  const { limits } = search.finder.shape();
  if (events > 0 && limits.length > 0) process.stderr.write(`${dataLimitsText(limits, language)}\n`);
  if (campaigns.length + texts.groups.length === 0)
    process.stderr.write(`${events === 0 ? words.noEvents : words.none(events)}\n`);
  tellFindings(search.findings(), "campaigns");
  const rejected = search.rejected();
  if (rejected.length > 0) process.stderr.write(`${words.rejected(rejected.join(", "))}\n`);
  const absent = search.absent();
  const onlyWhoWhatWhen = absent.length === HELPFUL_COLUMNS.length + 1;
  if (events > 0 && absent.length > 0)
    process.stderr.write(`${words.absent(absent.join(", "), onlyWhoWhatWhen)}\n`);
  const failed = search.outcomes.failed();
  if (failed !== null) process.exitCode = reportError(failed);
}

interface Search {
  readonly finder: CampaignFinder;
  readonly orders: OrderFinder | null;
  readonly texts: CopiedTexts;
  readonly outcomes: ReadOutcomes;
  readonly visitor: EventVisitor;
  events(): number;
  /** Doubts about values. */
  findings(): readonly InputFinding[];
  /** Codes of lines that were left out, and how many of each. */
  rejected(): readonly string[];
  /** Fields that would be evidence and that no event has. */
  absent(): readonly string[];
}

/** A search that has seen nothing yet. */
function startSearch(progress: Progress, said: Set<string>, withOrders: boolean, strict: boolean): Search {
  const aside = createSetAsideNotes();
  const held = new FileEvents();
  const finder = new CampaignFinder(held);
  const orders = withOrders ? new OrderFinder(held) : null;
  const texts = createCopiedTexts();
  const placeholders = createPlaceholderFilter(USUAL_PLACEHOLDERS);
  const rejections = createRejectionReport(() => {}, {
    keptBy: {
      zh: "`touchstone replay FILE --rejects REJECTS` 可全部保存",
      en: "`touchstone replay FILE --rejects REJECTS` keeps them all",
    },
    said,
  });
  const seen = new Set<string>();
  const outcomes = createReadOutcomes();
  let events = 0;
  return {
    outcomes,
    finder,
    orders,
    texts,
    visitor: {
      strict,
      setAside: aside.setAside,
      expects: (total) => held.expect(total),
      event(row) {
        placeholders.clear(row);
        orders?.reach(row.occurredAtMs);
        finder.add(row, true, orders?.neededFromMs);
        orders?.add(row);
        texts.add(row);
        events++;
        for (const { column, field } of HELPFUL_COLUMNS) {
          if ((row.hash[column * 2]! | row.hash[column * 2 + 1]!) !== 0) seen.add(field);
        }
        if (!Number.isNaN(row.num[REGISTERED]!)) seen.add("actor.registered_at");
      },
      duplicate: () => {},
      rejected: (rejection, input) => rejections.add(rejection, input),
      progress: (bytes) => progress.update(bytes, `${events} events`),
      drain: async () => {},
      inputRead: (outcome) => outcomes.add(outcome),
    },
    events: () => events,
    findings: () => aside.findings(events),
    rejected: () => Object.entries(rejections.byCode).map(([code, lines]) => `${code} ${lines}`),
    absent: () =>
      [...HELPFUL_COLUMNS.map(({ field }) => field), "actor.registered_at"].filter(
        (field) => !seen.has(field),
      ),
  };
}

const WORDS = {
  zh: {
    head: (campaigns: number, events: number) => `${events} 个事件中有 ${campaigns} 起疑似协同行为`,
    noEvents: "没有可检视的事件",
    rejected: (codes: string) => `未读入的行（代码与行数）：${codes}`,
    none: (events: number) =>
      `${events} 个事件中未发现疑似协同行为；新账号池在最初几个订单内可能无法发现，这不等于没有`,
    absent: (fields: string, onlyWhoWhatWhen: boolean) =>
      `没有事件带有 ${fields}：${onlyWhoWhatWhen ? "只能依据谁、何时、对什么，" : ""}相应的检验标为无法测量`,
    score: "评分",
    size: (members: number, targets: number, events: number) =>
      `${members} 名成员，${targets} 个目标，${events} 个事件`,
    share: (members: number, audience: number) => `同期这样做的 ${audience} 个账号中有 ${members} 个是成员`,
    more: (count: number) => `另有 ${count} 个目标`,
    falseAlarms: "误报率：",
    falseAlarmsUnknown: "此种发现方式未经测量",
    honest: "是否另有正当解释：",
  },
  en: {
    head: (campaigns: number, events: number) =>
      `${campaigns} ${campaigns === 1 ? "campaign" : "campaigns"} in ${events} ${events === 1 ? "event" : "events"}`,
    noEvents: "no event to look at",
    rejected: (codes: string) => `lines that were left out, by code: ${codes}`,
    none: (events: number) =>
      `no campaign found in ${events} ${events === 1 ? "event" : "events"}; a new pool may stay invisible for its first orders, so this is no proof that there is none`,
    absent: (fields: string, onlyWhoWhatWhen: boolean) =>
      `no event has ${fields}: ${onlyWhoWhatWhen ? "the evidence is who, what and when alone, and " : ""}tests that need ${onlyWhoWhatWhen ? "more" : "it"} are not measurable`,
    score: "score",
    size: (members: number, targets: number, events: number) =>
      `${members} members, ${targets} ${targets === 1 ? "target" : "targets"}, ${events} events`,
    share: (members: number, audience: number) =>
      `${members} of ${audience} accounts that did so at the time are members`,
    more: (count: number) => `and ${count} more targets`,
    falseAlarms: "false alarms: ",
    falseAlarmsUnknown: "not measured for what only weeks show",
    honest: "could it be honest?",
  },
} as const;

/** A window by the clock of the zone: `2026-11-22 20:00:00 – 2026-11-22 21:00:00 (Asia/Shanghai, UTC+8)`. */
function windowText(
  { from, to }: { readonly from: string; readonly to: string },
  zone: Zone,
  language: "zh" | "en",
): string {
  const label = zone.label(Date.parse(to));
  const span = `${zone.text(from)} – ${zone.text(to)}`;
  return language === "zh" ? `${span}（${label}）` : `${span} (${label})`;
}

function describe(campaign: CampaignReport, language: "zh" | "en", zone: Zone): string {
  const { id, score, window, members, targets, events, reasons } = campaign;
  const words = WORDS[language];
  const shown = targets.slice(0, TARGETS_SHOWN).map(({ kind, id: target, acts }) => {
    const parts = acts.map((one) => {
      const said = words.share(one.members, one.audience);
      return language === "zh" ? `${typeWord(one.type).zh}：${said}` : `${typeWord(one.type).en}: ${said}`;
    });
    return `  ${visibleText(`${kind}/${target}`, 80)}  ${parts.join(language === "zh" ? "；" : "; ")}`;
  });
  if (targets.length > TARGETS_SHOWN) shown.push(`  ${words.more(targets.length - TARGETS_SHOWN)}`);
  const explanations = campaign.innocent_explanations.map(({ explanation, finding, text }) =>
    language === "zh"
      ? `  · ${EXPLANATION_WORDS[explanation].zh}：${FINDING_WORDS[finding].zh}；${text.zh}`
      : `  · ${EXPLANATION_WORDS[explanation].en}: ${FINDING_WORDS[finding].en}; ${text.en}`,
  );
  return [
    `${id}  ${words.score} ${score.toFixed(2)}  ${words.size(members.length, targets.length, events.length)}`,
    `  ${campaign.headline[language]}`,
    `  ${windowText(window, zone, language)}`,
    `  ${words.falseAlarms}${campaign.false_alarm_text?.[language] ?? words.falseAlarmsUnknown}`,
    ...shown,
    ...reasons.map(({ text }) => `  · ${text[language]}`),
    `  ${words.honest}`,
    ...explanations,
  ].join("\n");
}

function describeOrders(report: OrdersReport, language: "zh" | "en", zone: Zone): string[] {
  return [
    ordersSummary(report)[language],
    ...report.orders.map(({ target, window, headline, evidence }) =>
      [
        visibleText(`${target.kind}/${target.id}`, 80),
        `  ${headline[language]}`,
        `  ${windowText(window, zone, language)}`,
        ...evidence.map(({ text }) => `  · ${text[language]}`),
      ].join("\n"),
    ),
    ...secondTier(report.second_tier ?? [], language, zone),
  ];
}

/** Second tier, as such: what to look at, which names nobody and corrects nothing. */
function secondTier(targets: readonly SecondTierReport[], language: "zh" | "en", zone: Zone): string[] {
  if (targets.length === 0) return [];
  const head = {
    zh: `二级提示：${targets.length} 个目标的参与人群与此类内容通常不同；不指认任何账号，也不更正任何计数`,
    en: `second tier: ${targets.length} targets whose crowd is not the audience such things usually have; it names no account and corrects no count`,
  };
  return [
    head[language],
    ...targets.map(({ target, window, headline, evidence }) =>
      [
        visibleText(`${target.kind}/${target.id}`, 80),
        `  ${headline[language]}`,
        `  ${windowText(window, zone, language)}`,
        ...evidence.map(({ text }) => `  · ${text[language]}`),
      ].join("\n"),
    ),
  ];
}
