import type { Column } from "./column.ts";
import { type Answers, answeredColumn } from "./guess.ts";
import { headerTokens } from "./header-tokens.ts";

/** Columns of a statement of payments: bills of WeChat Pay and Alipay (people's and merchants'), PayPal, banks, books kept by hand. */
export interface StatementColumns {
  readonly at: Column;
  /** One amount, or what came in and what went out in a column each, as banks write it. */
  readonly amount: Column;
  readonly split: { readonly into: Column; readonly out: Column } | null;
  /** The clock beside a column of days. */
  readonly clock: Column | null;
  /** Offsets or places of their own, one a row. */
  readonly zone: Column | null;
  /** Both sides in columns of their own. */
  readonly payer: Column | null;
  readonly payee: Column | null;
  /** The other side of whoever holds the account, and which way the money went. */
  readonly counterparty: Column | null;
  readonly direction: Column | null;
  readonly id: Column | null;
  readonly order: Column | null;
  readonly remark: Column | null;
  readonly currency: Column | null;
  readonly status: Column | null;
  /** What sort of transaction it was. */
  readonly sort: Column | null;
  /** A merchant's own bill, in which others pay: what the shop received stands in it. */
  readonly merchant: boolean;
}

/** Names by column, flat and without what stands in brackets, the most telling first. */
const NAMES = {
  at: [
    /^(?:交易|付款|支付|完成|到账|入账|转账)(?:完成)?时间$/,
    /^(?:交易|付款|支付|记账|入账)?日期(?:时间)?$|^时间$|^交易创建时间$|^创建时间$/,
    /^(?:paid|payment|transaction|completed|settled|transfer)?(?:at|time|date|datetime|timestamp)$|^createdat$|^created$/,
  ],
  amount: [
    /^应结订单金额$/,
    /^(?:交易|支付|付款|实付|转账|收款|发生)?金额(?:元)?$/,
    /^订单金额(?:元)?$|^(?:交易|付款|支付)额$/,
    /^(?:gross|amount|transactionamount|paidamount|paymentamount|totalamount|amt)(?:cny|usd|eur)?$/,
  ],
  payer: [
    /^(?:付款|支付|付|转出|汇款)(?:方|人|者)?(?:账号|账户|帐号|卡号|id|编号)$|^用户标识$|^(?:payer|sender|from)(?:account|id|emailaddress|email|userid)$|^openid$/,
    /^(?:付款|支付|付|转出|汇款)(?:方|人|者|用户|客户|单位|公司)(?:名称|姓名|户名|昵称)?$|^买家(?:账号|昵称|id)?$|^(?:payer|sender|from|buyer)(?:name)?$/,
  ],
  payee: [
    /^(?:收款|收|转入)(?:方|人|者)?(?:账号|账户|帐号|卡号|id|编号)$|^商户号$|^(?:payee|receiver|recipient|to)(?:account|id|emailaddress|email|userid)$/,
    /^(?:收款|收|转入)(?:方|人|者|商户|商家|店铺|单位|公司)(?:名称|姓名|户名|昵称)?$|^(?:卖家|商家|商户)(?:名称|账号|id)?$|^(?:payee|receiver|recipient|to|seller|merchant)(?:name)?$/,
  ],
  counterparty: [
    /^(?:对方|对手)(?:账号|账户|帐号|卡号)$/,
    /^(?:交易)?(?:对方|对手)(?:户名|名称|昵称|姓名|信息)?$|^counterparty(?:name)?$/,
  ],
  direction: [
    /^收\/?支(?:类型|方向|标志)?$|^收付(?:类型|标志)?$|^资金(?:流向|方向)$|^借贷(?:标志|方向)?$|^(?:direction|inout|debitcredit|drcr)$/,
  ],
  into: [/^(?:收入|贷方|转入|存入)(?:金额|发生额)?(?:元)?$|^(?:credit|moneyin|paidin|deposits?)(?:amount)?$/],
  out: [
    /^(?:支出|借方|转出|支取)(?:金额|发生额)?(?:元)?$|^(?:debit|moneyout|paidout|withdrawals?)(?:amount)?$/,
  ],
  id: [
    /^(?:微信(?:支付)?|支付宝)?(?:交易|支付)?(?:交易|支付|订单|流水)(?:单|订单)?号$|^支付宝交易号$|^交易流水$/,
    /^(?:transaction|payment|txn|trade)(?:id|no|number|reference)$|^id$|^reference$/,
  ],
  order: [
    /^(?:商户|商家|外部|业务)(?:订单|单)号$|^(?:order|outtrade|merchantorder|invoice)(?:id|no|number)$/,
  ],
  remark: [
    /^(?:付款方?|转账|交易|收款方?)?(?:备注|留言|附言|摘要|用途)(?:信息)?$|^(?:remark|memo|note|notes|message|reference|description)s?$/,
    /^商品(?:说明|名称|描述|信息)?$|^(?:subject|item|itemtitle|product|goods)(?:name)?$/,
  ],
  currency: [/^(?:币种|货币|货币种类|货币类型|币别)$|^currency(?:code)?$/],
  status: [/^(?:当前|交易|支付|订单)?状态$|^(?:payment|transaction)?status$/],
  sort: [/^(?:交易|业务|账务|支付)?(?:类型|分类|类别)$|^(?:transaction|payment)?type$/],
} as const;
type Role = keyof typeof NAMES;

/** Paths by which an answer names a column. */
const PATHS: Readonly<Partial<Record<Role, string>>> = {
  at: "at",
  amount: "amount_minor",
  payer: "payer",
  payee: "payee.id",
  id: "id",
  order: "order",
  remark: "remark",
  currency: "currency",
  status: "status",
};

/** Share of the values that must say something before a column is taken for one side of the payment. */
const SIDE_FILLED_MIN = 0.8;
const ACCOUNT_FILLED_MIN = 0.97;

/**
 * The columns of a statement, or null where the table is none: it must tell an amount, and either both sides or one side with the
 * way the money went. Columns of likes and comments (a target, a text, an act) beside a price do not make one.
 */
export function statementColumns(columns: readonly Column[], answers: Answers): StatementColumns | null {
  const flats = new Map(columns.map((column) => [column, flatName(column.name)]));
  const find = (role: Role, fits: (column: Column) => boolean = () => true): Column | null => {
    const path = PATHS[role];
    const given = path === undefined ? null : answeredColumn(answers, path, columns);
    if (given !== null) return given;
    for (const pattern of NAMES[role]) {
      const found = columns.find((column) => pattern.test(flats.get(column)!) && fits(column));
      if (found !== undefined) return found;
    }
    return null;
  };
  // An account beside a name is taken where nearly every row has one: the others would all be one account.
  const side = (column: Column): boolean =>
    told(column) >= (/账号|账户|帐号|卡号/.test(column.name) ? ACCOUNT_FILLED_MIN : SIDE_FILLED_MIN);
  const into = find("into", isAmount);
  const out = find("out", isAmount);
  const split = into === null || out === null ? null : { into, out };
  const amount = split?.out ?? find("amount", isAmount);
  const at = find("at", (column) => column.timeShare >= 0.8 && !isClock(column));
  if (amount === null || at === null) return null;
  const payer = find("payer", side);
  const payee = find("payee", side);
  const direction = find("direction");
  const counterparty = find("counterparty", side);
  const merchant = columns.some((column) => /^商家实收/.test(flats.get(column)!));
  const both = payer !== null && payee !== null;
  if (!both && !(counterparty !== null && (direction !== null || merchant || split !== null))) return null;
  const remarks = NAMES.remark.flatMap((pattern) =>
    columns.filter((column) => pattern.test(flats.get(column)!)),
  );
  return {
    at,
    amount,
    split,
    clock: columns.find(isClock) ?? null,
    zone: columns.find((column) => /^(?:timezone|时区)$/.test(flats.get(column)!) && isZone(column)) ?? null,
    payer: both ? payer : null,
    payee: both ? payee : null,
    counterparty: both ? null : counterparty,
    direction: both ? null : direction,
    id: find("id", isId),
    order: find("order"),
    remark:
      answeredColumn(answers, "remark", columns) ??
      [...remarks].sort((a, b) => Math.round(told(b) * 4) - Math.round(told(a) * 4))[0] ??
      null,
    currency: find("currency"),
    status: find("status"),
    sort: find("sort"),
    merchant: merchant && direction === null && split === null,
  };
}

/** `金额(元)`, `收/支`, `From Email Address` → `金额`, `收/支`, `fromemailaddress`. */
function flatName(name: string): string {
  const plain = name.normalize("NFKC").replace(/\s/g, "").toLowerCase();
  return /^收\/[支付]/.test(plain) && !/方式/.test(plain)
    ? plain.replace(/^收\/付/, "收付")
    : headerTokens(name).flat;
}

/** Share of all rows in which a column says something: a lone sign or a word for none is nothing. */
function told({ values, filled }: Column): number {
  if (values.length === 0) return 0;
  const empty = values.filter((value) => value !== null && value.trim() !== "" && isNothing(value)).length;
  return (filled - empty) / values.length;
}

/** Whether a cell of a bill says that there is nothing. */
export function isNothing(text: string): boolean {
  return /^[\s/\\—-]+$|^(?:无|null|none)$/i.test(text);
}

const AMOUNT = /^\s*[+-]?\s*[¥￥$€£]?\s*[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s*元?\s*$/;
function isAmount({ values, filled }: Column): boolean {
  return filled > 0 && values.filter((value) => value !== null && AMOUNT.test(value)).length / filled >= 0.8;
}

function isClock({ timeShare, timeForms }: Column): boolean {
  return timeShare >= 0.8 && (timeForms.get("clock") ?? 0) > 0;
}

function isZone({ values }: Column): boolean {
  const zone = /^(?:UTC|GMT|Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|[A-Z][a-z]+\/[\w/]+)$/;
  return values.every((value) => value !== null && zone.test(value.trim()));
}

function isId({ distinct, filled, filledShare, spoiltShare, counting }: Column): boolean {
  return filledShare > 0.99 && distinct === filled && spoiltShare === 0 && !counting;
}
