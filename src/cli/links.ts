import type { Command } from "commander";
import type { EventVisitor } from "../flow/event-visitor.ts";
import { LinkFinder } from "../flow/links/link-finder.ts";
import { readInTimeOrder } from "../flow/offline.ts";
import { createSetAsideNotes } from "../flow/set-aside-notes.ts";
import { PAYMENT_CODE } from "../nouns/event.ts";
import type { InputFinding } from "../nouns/input-finding.ts";
import type { PayeeLinkReport } from "../nouns/payee-link-report.ts";
import { createPlaceholderFilter, USUAL_PLACEHOLDERS } from "../nouns/placeholders.ts";
import type { Language } from "../words/language.ts";
import { LINK_EXCLUSION_WORDS, LINK_STATE_WORDS } from "../words/link-words.ts";
import { countText, shareText } from "../words/number-text.ts";
import { typeWords } from "../words/type-words.ts";
import { visibleText } from "../words/visible-text.ts";
import { words as wordList } from "./arguments.ts";
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
import { collectAnswers, SET_HELP } from "./set-option.ts";

interface Options extends InputOptions {
  readonly json?: boolean;
  readonly official: readonly string[];
  readonly lang?: string;
  readonly quiet?: boolean;
}

/** How far behind the newest event one may lie before the inputs are sorted instead of streamed. */
const LATENESS_MS = 60_000;
/** Steps of a payee, and payees nothing is said of, listed on a terminal. */
const STEPS_SHOWN = 5;

/** `touchstone links`: payees whose payments were followed by steps on the payers' items, in files. */
export function register(program: Command): void {
  program
    .command("links")
    .description(
      "tells payees whose payments were followed by steps on the payers' own items beyond chance, with dose, lag and false-discovery rate; payments and engagement may stand in one file or in several",
    )
    .argument("<file...>", FILES_HELP)
    .option("--map <file>", "mapping of the file's columns to event fields (see examples/mappings)")
    .option("--set <name=value>", SET_HELP, collectAnswers, new Map())
    .option("--format <name>", FORMAT_HELP)
    .option("--encoding <name>", ENCODING_HELP)
    .option("--strict", STRICT_HELP)
    .option("--official <payees>", "payees that are the platform's own promotion: not judged", wordList, [])
    .option("--json", "prints every payee as JSON on standard output, those told first")
    .addOption(languageOption())
    .option("--quiet", "no progress bar")
    .action(run);
}

async function run(files: string[], options: Options): Promise<void> {
  const language = spokenLanguage(options.lang);
  const inputs = findInputs(files, options);
  const progress = createProgress("reading", inputs.bytesTotal, options.quiet ?? false, "bytes");
  const said = new Set<string>();
  const strict = options.strict ?? false;
  let search = startSearch(progress, said, options.official, strict);
  await readInTimeOrder(
    () => inputs.open(),
    inputs.rewindable,
    LATENESS_MS,
    () => {
      search = startSearch(progress, said, options.official, strict);
      return search.visitor;
    },
  );
  tellFindings(search.findings(), "links");
  search.outcomes.failIfNothing();
  const payees = search.finder.look();
  progress.stop();
  const output = openOutput(undefined);
  const { events, payments } = search.counted();
  const words = WORDS[language];
  if (options.json) await output.write(`${JSON.stringify(payees)}\n`);
  else {
    const told = payees.filter(({ state }) => !["chance", "not_enough", "official"].includes(state));
    const head = words.head(told.length, payees.length, countText(payments), countText(events));
    await output.write(`${[head, ...told.map((link) => describe(link, language))].join("\n\n")}\n`);
    const short = payees.filter(({ state }) => state === "not_enough").length;
    if (short > 0) process.stderr.write(`${words.notEnough(countText(short))}\n`);
  }
  if (payments === 0) process.stderr.write(`${words.noPayments}\n`);
  else if (events === payments) process.stderr.write(`${words.noEngagement}\n`);
  const failed = search.outcomes.failed();
  if (failed !== null) process.exitCode = reportError(failed);
}

interface Search {
  readonly finder: LinkFinder;
  readonly outcomes: ReadOutcomes;
  readonly visitor: EventVisitor;
  /** Doubts about values. */
  findings(): readonly InputFinding[];
  counted(): { readonly events: number; readonly payments: number };
}

/** A search that has seen nothing yet. */
function startSearch(
  progress: Progress,
  said: Set<string>,
  official: readonly string[],
  strict: boolean,
): Search {
  const aside = createSetAsideNotes();
  const finder = new LinkFinder(official);
  const placeholders = createPlaceholderFilter(USUAL_PLACEHOLDERS);
  const rejections = createRejectionReport(() => {}, {
    keptBy: {
      zh: "`touchstone replay FILE --rejects REJECTS` 可全部保存",
      en: "`touchstone replay FILE --rejects REJECTS` keeps them all",
    },
    said,
  });
  const outcomes = createReadOutcomes();
  let events = 0;
  let payments = 0;
  return {
    finder,
    outcomes,
    visitor: {
      strict,
      setAside: aside.setAside,
      event(row) {
        placeholders.clear(row);
        events++;
        if (row.kind === PAYMENT_CODE) payments++;
        finder.add(row);
      },
      duplicate: () => {},
      rejected: (rejection, input) => rejections.add(rejection, input),
      progress: (bytes) => progress.update(bytes, `${events} events`),
      drain: async () => {},
      inputRead: (outcome) => outcomes.add(outcome),
    },
    counted: () => ({ events, payments }),
    findings: () => aside.findings(events),
  };
}

const WORDS = {
  zh: {
    head: (told: number, payees: number, payments: string, events: string) =>
      `${events} 个事件、${payments} 笔付款、${payees} 个收款方：${told} 个收款方的付款之后，付款方自己的作品上涨超出巧合`,
    notEnough: (count: string) =>
      `另有 ${count} 个收款方数据不足（名下有作品的付款方不足五个），不等于没有问题`,
    noPayments: "没有付款：关联检验需要付款与互动两类数据",
    noEngagement: "没有互动事件：关联检验需要付款与互动两类数据",
    chance: (p: string, q: string) => `巧合概率 ${p}，错误发现率 ${q}`,
    orders: (followed: string, chance: string, buyers: string, hours: string) =>
      `${buyers} 个买家，付款后 ${hours} 小时内有 ${followed} 次上涨（巧合约 ${chance} 次）`,
    dose: (per: string, type: string, currency: string, agreeing: string, steps: string) =>
      `每 1 ${currency} 约 ${per} 次${type}；${steps} 次上涨中有 ${agreeing} 次相差不超过一倍`,
    lag: (low: string, median: string, high: string) => `延迟中位 ${median} 分钟（四分位 ${low} 至 ${high}）`,
    fed: (share: string) => `${share} 的上涨由推荐流量带来`,
    excluded: "未计入：",
    more: (count: number) => `另有 ${count} 次上涨`,
    caution: "关联不等于定论：请收款方说明用途，并由人复核",
  },
  en: {
    head: (told: number, payees: number, payments: string, events: string) =>
      `${events} events, ${payments} payments, ${payees} payees: after payments to ${told} of them the payers' own items stepped up beyond chance`,
    notEnough: (count: string) =>
      `of ${count} payees there is not enough data (fewer than five payers who own items), which is no proof that nothing is wrong`,
    noPayments: "no payment was read: the link test needs payments and engagement",
    noEngagement: "no engagement was read: the link test needs payments and engagement",
    chance: (p: string, q: string) => `chance of coincidence ${p}, false-discovery rate ${q}`,
    orders: (followed: string, chance: string, buyers: string, hours: string) =>
      `${buyers} buyers, ${followed} steps within ${hours} hours of a payment (${chance} by chance)`,
    dose: (per: string, type: string, currency: string, agreeing: string, steps: string) =>
      `${per} ${type} for 1 ${currency}; ${agreeing} of ${steps} steps lie within a factor of two`,
    lag: (low: string, median: string, high: string) =>
      `lag ${median} minutes at the median (quarters ${low} to ${high})`,
    fed: (share: string) => `the feed brought ${share} of the steps`,
    excluded: "left out: ",
    more: (count: number) => `and ${count} more steps`,
    caution: "a link is no verdict: ask the payee what the payments were for, and let a person decide",
  },
} as const;

function describe(link: PayeeLinkReport, language: Language): string {
  const words = WORDS[language];
  const { dose, lag_minutes: lag, steps } = link;
  const number = (value: number): string =>
    value >= 100 ? countText(Math.round(value)) : value.toPrecision(2);
  const lines = [
    `${visibleText(link.payee, 80)}  ${LINK_STATE_WORDS[link.state][language]}`,
    `  ${words.orders(countText(link.followed), number(link.followed_by_chance), countText(link.buyers), String(link.scale_hours))}`,
    `  ${words.chance((link.p ?? 1).toExponential(0), (link.q ?? 1).toExponential(0))}`,
  ];
  if (dose !== null) {
    const type = typeWords(dose.type)[language];
    lines.push(
      `  ${words.dose(number(dose.per_unit), type, dose.currency, String(dose.agreeing), String(dose.steps))}`,
    );
  }
  if (lag !== null) {
    const [low, median, high] = [lag.low, lag.median, lag.high].map((one) => countText(Math.round(one)));
    lines.push(`  ${words.lag(low!, median!, high!)}`);
  }
  if (link.fed_share !== null && link.fed_share > 0) lines.push(`  ${words.fed(shareText(link.fed_share))}`);
  for (const { item, type, excess, amount, currency, paid_at, lag_minutes } of steps.slice(0, STEPS_SHOWN)) {
    const paid = amount === null ? "" : `${Number(amount.toPrecision(6))} ${currency} `;
    lines.push(
      `  · ${paid_at} ${paid}→ ${visibleText(`${item.kind}/${item.id}`, 60)} +${countText(Math.round(excess))} ${typeWords(type)[language]} (${countText(Math.round(lag_minutes))} min)`,
    );
  }
  if (steps.length > STEPS_SHOWN) lines.push(`  ${words.more(steps.length - STEPS_SHOWN)}`);
  const excluded = Object.entries(link.excluded) as [keyof typeof LINK_EXCLUSION_WORDS, number][];
  if (excluded.length > 0) {
    const reasons = excluded.map(
      ([why, count]) => `${LINK_EXCLUSION_WORDS[why][language]} ${countText(count)}`,
    );
    lines.push(`  ${words.excluded}${reasons.join(language === "zh" ? "、" : ", ")}`);
  }
  lines.push(`  ${words.caution}`);
  return lines.join("\n");
}
