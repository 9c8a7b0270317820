import type { Both as Words } from "../../words/language.ts";
import { chooseTime } from "./choose-time.ts";
import type { Column } from "./column.ts";
import {
  type Answers,
  answeredConstant,
  type EventGuess,
  type FieldGuess,
  type MappingGuess,
  named,
  type Question,
  type Refusal,
  type RowsGuess,
} from "./guess.ts";
import { isNothing, type StatementColumns, statementColumns } from "./statement-columns.ts";

/** Which way the money went, in the words of bills. The holder's side: `借` is what left the account. */
const OUT = /^(?:支出|支|付|付款|转出|借|out|outgoing|debit|expense|dr)$/i;
const IN = /^(?:收入|收|收款|转入|贷|in|incoming|credit|income|cr)$/i;
/** Money given back: a row of its own that would read as a payment the other way round. */
const GIVEN_BACK = /退款|退回|退货|撤销|冲正|冲销|refund|reversal|chargeback/i;
const COMPLETED =
  /成功|^已(?:转账|收钱|支付|完成|存入|到账|入账|收款)|收钱|^(?:success|completed?|paid|settled|succeeded)$|FINISHED/i;
const FAILED = /关闭|失败|取消|^(?:failed|closed|cancell?ed|denied|expired|declined)$|CLOSED/i;
const PENDING = /等待|处理中|待|^(?:pending|processing|created|unpaid)$/i;
/** Currencies by sign and word. */
const CURRENCY_WORDS: readonly (readonly [RegExp, string])[] = [
  [/人民币|[¥￥]|元|\bcny\b|\brmb\b/i, "CNY"],
  [/美元|\busd\b|\$/i, "USD"],
  [/欧元|\beur\b|€/i, "EUR"],
  [/港[币元]|\bhkd\b/i, "HKD"],
  [/英镑|\bgbp\b|£/i, "GBP"],
];

/**
 * A table → how its rows read as payments; null where it is no statement. Who pays whom is never taken from the order of columns:
 * both sides are named, or the table says which way the money went. Rows of money given back, and those that say neither way,
 * are left out and told. `zone`: of clocks that name none. Pure.
 */
export function guessStatement(
  columns: readonly Column[],
  answers: Answers,
  place: { readonly chinese: boolean; readonly zone: string },
): MappingGuess | Refusal | null {
  if (answers.has("actor.id") || answers.has("type")) return null;
  const found = statementColumns(columns, answers);
  if (found === null) return null;
  // A column of days has its clock beside it, if anywhere; nothing else is asked for the time.
  const pair = [found.at, ...(found.clock === null ? [] : [found.clock])];
  const time = chooseTime(pair, answers, place);
  if ("refused" in time) return time;
  const currency = currencyOf(found, columns, answers, place.chinese);
  const notes: Words[] = [...time.notes];
  const questions: Question[] = time.questions.filter(({ name }) => name !== "zone" || found.zone === null);
  if (currency === null) questions.push(askCurrency(found.amount.name));
  const { split } = found;
  const code = currency === null ? "CNY" : "from" in currency ? `{${currency.from}}` : currency.constant;
  const fields: FieldGuess[] = [
    { path: "type", value: { constant: "payment" }, confidence: 0.95, because: SO_NAMED },
    withZoneColumn(time.field, found.zone),
    idField(found),
    ...(split === null ? [amountField(found.amount, code)] : []),
    {
      path: "currency",
      value: currency ?? { constant: "CNY" },
      confidence: currency === null ? 0.3 : 0.85,
      because: { zh: "由列名和金额得知", en: "told by the names and the amounts" },
    },
    ...optional(found, columns),
  ];
  const events =
    found.payer !== null ? bothSides(found) : oneSide(found, answers, place.chinese, code, notes, questions);
  const back = givenBack(found);
  if (back.length > 0) {
    notes.push({
      zh: `退款等行不读入（${named(back)}）：会被当成反方向的付款`,
      en: `rows of money given back are left out (${named(back)}): they would read as payments the other way round`,
    });
  }
  if (events.length === 0) return undirected(found);
  return { fields, events, typeBecause: SO_NAMED_STATEMENT, questions, notes };
}

const SO_NAMED: Words = { zh: "列名如此", en: "so its name says" };
const SO_NAMED_STATEMENT: Words = {
  zh: "付款流水：有金额，也有付款方与收款方（或收支方向与对方）",
  en: "a statement: an amount, and payer and payee, or one side and the way the money went",
};

function idField({
  id,
  at,
  clock,
  amount,
  split,
  payer,
  payee,
  counterparty,
  order,
}: StatementColumns): FieldGuess {
  if (id !== null)
    return {
      path: "id",
      value: { from: id.name },
      confidence: 0.95,
      because: { zh: "每行一个，不重复", en: "one a row, none twice" },
    };
  const amounts = split === null ? [amount] : [];
  const time = clock === null || at.timeForms.has("civil") ? [at] : [at, clock];
  const parts = [
    ...time,
    payer,
    payee,
    counterparty,
    ...amounts,
    order !== null && order.filledShare > 0.999 ? order : null,
  ];
  return {
    path: "id",
    value: { template: parts.flatMap((part) => (part === null ? [] : [`{${part.name}}`])).join("|") },
    confidence: 0.6,
    because: {
      zh: "没有一列是不重复的交易号：时间、双方和金额都相同的两行只算一次",
      en: "no column numbers the payments: two rows of the same time, sides and amount count once",
    },
  };
}

function optional(found: StatementColumns, columns: readonly Column[]): FieldGuess[] {
  const fields: FieldGuess[] = [];
  const add = (path: string, column: Column | null, translate?: FieldGuess["translate"]): void => {
    if (column === null || column.filled === 0) return;
    const more = translate === undefined ? {} : { translate };
    fields.push({ path, value: { from: column.name }, confidence: 0.85, because: SO_NAMED, ...more });
  };
  add("remark", found.remark, nothingWords([found.remark]).translate);
  add("order", found.order, nothingWords([found.order]).translate);
  if (found.status !== null) add("status", found.status, statuses(found.status));
  const names = columns.map(({ name }) => name).join(" ");
  const channel = /微信/.test(names) ? "wechat_pay" : /支付宝/.test(names) ? "alipay" : null;
  if (channel !== null)
    fields.push({ path: "channel", value: { constant: channel }, confidence: 0.8, because: SO_NAMED });
  return fields;
}

/** Signs that bills write where there is nothing, `/` above all → absent. */
function nothingWords(columns: readonly (Column | null)[]): { translate?: Record<string, null> } {
  const values = columns.flatMap((column) => column?.values ?? []);
  const signs = new Set(values.filter((value): value is string => value !== null && isNothing(value)));
  return signs.size === 0 ? {} : { translate: Object.fromEntries([...signs].map((sign) => [sign, null])) };
}

/** Words of a status column → the contract's; those that say something else are left aside. */
function statuses(column: Column): Record<string, string | null> {
  const words = new Set(
    column.values.filter((value): value is string => value !== null && value.trim() !== ""),
  );
  return Object.fromEntries(
    [...words].map((word) => {
      const status = GIVEN_BACK.test(word)
        ? "refunded"
        : FAILED.test(word)
          ? "failed"
          : PENDING.test(word)
            ? "pending"
            : COMPLETED.test(word)
              ? "completed"
              : null;
      return [word, status];
    }),
  );
}

/** Words of the sort column, and of the status, under which money went back. */
function givenBack({ sort, status, direction }: StatementColumns): string[] {
  const of = (column: Column | null, test: RegExp): string[] =>
    column === null
      ? []
      : [...new Set(column.values.filter((value): value is string => value !== null && test.test(value)))];
  // A status beside the way of the money tells of the payment itself; a bill whose rows are REFUND alone tells of another row.
  return [...of(sort, GIVEN_BACK), ...(direction === null ? of(status, /^REFUND$/) : [])];
}

function bothSides(found: StatementColumns): EventGuess[] {
  const { payer, payee } = found;
  return [
    {
      type: "payment",
      acts: ["payment"],
      ...conditions(found, []),
      fields: [
        {
          path: "payer",
          value: { from: payer!.name },
          ...nothingWords([payer!]),
          confidence: 0.9,
          because: SO_NAMED,
        },
        {
          path: "payee.id",
          value: { from: payee!.name },
          ...nothingWords([payee!]),
          confidence: 0.9,
          because: SO_NAMED,
        },
      ],
    },
  ];
}

/** A time whose zone stands in a column of its own. */
function withZoneColumn(field: FieldGuess, zone: Column | null): FieldGuess {
  if (zone === null || "constant" in field.value) return field;
  const text = "from" in field.value ? `{${field.value.from}}` : field.value.template;
  return { ...field, value: { template: `${text} {${zone.name}}` } };
}

function amountField(column: Column, currency: string): FieldGuess {
  const value = { from: column.name };
  return { path: "amount_minor", value, options: { currency }, confidence: 0.9, because: SO_NAMED };
}

/** The one side that a bill names, and its holder. */
function oneSide(
  found: StatementColumns,
  answers: Answers,
  chinese: boolean,
  currency: string,
  notes: Words[],
  questions: Question[],
): EventGuess[] {
  const { counterparty, direction } = found;
  const holder = chinese ? "本人" : "account_holder";
  const self = answers.get("self")?.replace(/^=/, "") ?? holder;
  if (!answers.has("self"))
    questions.push({
      name: "self",
      must: false,
      choices: [holder, "NAME"],
      ask: {
        zh: `账单本人记作 \`${holder}\`；几个人的账单一起看时，请逐份给出各自的名字`,
        en: `whoever holds the account is called \`${holder}\`; give each a name of their own where bills of several people are read together`,
      },
    });
  if (found.counterparty!.name.includes("对方") && !/号|账户/.test(found.counterparty!.name))
    notes.push({
      zh: `对方只有名称（\`${counterparty!.name}\`）：同名的会被合并`,
      en: `the other side is known by its name alone (\`${counterparty!.name}\`): those that share one are joined`,
    });
  const me = { constant: self };
  const other = { from: counterparty!.name };
  const nobody = nothingWords([counterparty!]);
  const event = (rows: RowsGuess | null, out: boolean, amount?: Column): EventGuess => ({
    type: "payment",
    acts: ["payment"],
    ...conditions(found, rows === null ? [] : [rows], !out),
    fields: [
      ...(amount === undefined ? [] : [amountField(amount, currency)]),
      {
        path: "payer",
        value: out ? me : other,
        ...(out ? {} : nobody),
        confidence: 0.85,
        because: out ? HOLDER : SO_NAMED,
      },
      {
        path: "payee.id",
        value: out ? other : me,
        ...(out ? nobody : {}),
        confidence: 0.85,
        because: out ? SO_NAMED : HOLDER,
      },
    ],
  });
  if (found.split !== null) {
    const { into, out } = found.split;
    return [
      event({ column: out.name, above: 0 }, true, out),
      event({ column: into.name, above: 0 }, false, into),
    ];
  }
  if (direction === null) return [event(null, false)];
  const words = [
    ...new Set(direction.values.filter((value): value is string => value !== null && value.trim() !== "")),
  ];
  const out = words.filter((word) => OUT.test(word.trim()));
  const into = words.filter((word) => IN.test(word.trim()));
  const neither = words.filter((word) => !out.includes(word) && !into.includes(word));
  if (neither.length > 0)
    notes.push({
      zh: `\`${direction.name}\` 为 ${named(neither)} 的行既非收入也非支出，不读入`,
      en: `rows whose \`${direction.name}\` reads ${named(neither)} go neither way and are left out`,
    });
  const going = (values: readonly string[], away: boolean): EventGuess[] =>
    values.length === 0 ? [] : [event({ column: direction.name, values }, away)];
  return [...going(out, true), ...going(into, false)];
}

const HOLDER: Words = { zh: "账单本人", en: "whoever holds the account" };

/** Conditions of an event: those given, and no rows of money given back. */
function conditions(
  found: StatementColumns,
  given: readonly RowsGuess[],
  incoming = false,
): Pick<EventGuess, "when" | "also"> {
  const { sort, status, direction } = found;
  const all: RowsGuess[] = [...given];
  const back = (column: Column, test: RegExp): void => {
    const words = [
      ...new Set(column.values.filter((value): value is string => value !== null && test.test(value))),
    ];
    if (words.length > 0 && column.filledShare > 0.99) all.push({ column: column.name, not: words });
  };
  if (sort !== null) back(sort, GIVEN_BACK);
  // What came in as `已全额退款` is the shop's money back; what went out so is the payment that was given back later.
  if (status !== null) {
    if (direction === null) back(status, /^REFUND$/);
    else if (incoming) back(status, GIVEN_BACK);
  }
  const [when = null, ...also] = all;
  return { when, also };
}

/** A currency's column or code; null where nothing tells it. */
function currencyOf(
  { currency, amount }: StatementColumns,
  columns: readonly Column[],
  answers: Answers,
  chinese: boolean,
): { from: string } | { constant: string } | null {
  const said = answeredConstant(answers, "currency");
  if (said !== null) return { constant: said };
  if (currency !== null) {
    const values = [
      ...new Set(currency.values.filter((value): value is string => value !== null && value !== "")),
    ];
    if (values.length > 0 && values.every((value) => /^[A-Z]{3}$/.test(value)))
      return { from: currency.name };
    const codes = new Set(values.map(currencyWord));
    const [only] = codes;
    return codes.size === 1 && only != null ? { constant: only } : null;
  }
  const texts = [amount.name, ...amount.values.slice(0, 20).map((value) => value ?? "")];
  for (const text of texts) {
    const code = currencyWord(text);
    if (code !== null) return { constant: code };
  }
  const bill = columns.some(({ name }) => /微信|支付宝|收\/支/.test(name));
  return chinese || bill ? { constant: "CNY" } : null;
}

function currencyWord(text: string): string | null {
  return CURRENCY_WORDS.find(([word]) => word.test(text))?.[1] ?? null;
}

function askCurrency(amount: string): Question {
  return {
    name: "currency",
    must: true,
    choices: ["=CNY", "=USD"],
    ask: {
      zh: `\`${amount}\` 是哪种货币？文件里没有写明`,
      en: `which currency is \`${amount}\` in? The file does not say`,
    },
  };
}

/** A bill whose words for in and out are not known. */
function undirected({ direction }: StatementColumns): Refusal {
  const words = [...new Set(direction?.values.filter((value): value is string => value !== null) ?? [])];
  return {
    questions: [],
    refused: {
      zh: `付款流水：\`${direction?.name}\` 中的 ${named(words)} 看不出是收入还是支出；请写成“收入”“支出”，或用映射指明付款方和收款方`,
      en: `a statement: ${named(words)} in \`${direction?.name}\` do not tell which way the money went; write in and out, or name payer and payee by a mapping`,
    },
  };
}
