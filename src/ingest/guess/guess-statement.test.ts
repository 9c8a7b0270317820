import { expect, it } from "vitest";
import { createEventRow } from "../../nouns/event-row.ts";
import { createDecoder } from "../json-decoder.ts";
import { createRowMapper } from "../map-rows.ts";
import { parseMapping } from "../mapping.ts";
import type { Answers } from "./guess.ts";
import { guessMapping } from "./guess-mapping.ts";
import { mappingText } from "./mapping-text.ts";

/** `a|b` lines → who pays whom how much, as a decoder takes the events; or the questions that must be answered, or the refusal. */
function paid(text: string, answers: Answers = new Map()): string[] {
  const [columns = [], ...rows] = text
    .trim()
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const guess = guessMapping({ name: "bill.csv", columns, rows, named: true }, answers, "Asia/Shanghai");
  if ("refused" in guess) return [`refused: ${guess.refused.en}`];
  const must = guess.questions.filter((question) => question.must).map(({ name }) => name);
  if (must.length > 0) return must;
  const mapRow = createRowMapper(
    parseMapping(mappingText(guess, { format: "csv" }, "bill.csv", "zh"), "m"),
    new Map(),
  );
  const decoder = createDecoder();
  return rows.flatMap((row) =>
    mapRow((name) => row[columns.indexOf(name)] || null).map((line) => {
      const bytes = Buffer.from(line);
      const refused = decoder.decode(bytes, 0, bytes.length, createEventRow(), Number.POSITIVE_INFINITY);
      if (refused !== null) return `${refused.field} ${refused.code}`;
      const { payer, payee, amount_minor, currency, remark = "", status = "" } = JSON.parse(line);
      return `${payer}>${payee.id} ${amount_minor} ${currency} ${remark} ${status}`.trim();
    }),
  );
}

const T = "2026-11-03 09:00:0";

it.each<[string, string, string[]]>([
  [
    "WeChat Pay, a person's: what goes neither way or comes back is no payment",
    `交易时间|交易类型|交易对方|商品|收/支|金额(元)|支付方式|当前状态|交易单号|商户单号|备注
${T}0|商户消费|店一|/|支出|¥1.50|零钱|支付成功|10|a|/
${T}1|转账|李四|转账备注:刷赞100|收入|¥2.00|/|已存入零钱|11|b|/
${T}2|店一-退款|店一|/|收入|¥1.50|零钱|已全额退款|12|c|/
${T}3|零钱提现|招商银行|/|/|¥9.00|招商银行|提现已到账|13|/|/
${T}4|商户消费|店二|/|支出|¥1,003.00|零钱|已全额退款|14|e|/`,
    [
      "本人>店一 150 CNY  completed",
      "李四>本人 200 CNY 转账备注:刷赞100 completed",
      "本人>店二 100300 CNY  refunded",
    ],
  ],
  [
    "Alipay, a person's: names where most accounts are missing",
    `交易时间|交易分类|交易对方|对方账号|商品说明|收/支|金额|收/付款方式|交易状态|交易订单号|商家订单号|备注
${T}0|日用百货|店一|a***@x.com|洗衣液|支出|10.00|余额|交易成功|10|T1|
${T}1|转账红包|李四|/|刷粉|收入|3.00|余额|交易成功|11|T2|
${T}2|餐饮美食|店二|/|套餐|支出|4.00|余额|交易关闭|12|T3|
${T}3|退款|店一|/|退款|不计收支|10.00|余额|退款成功|13|T4|`,
    [
      "本人>店一 1000 CNY 洗衣液 completed",
      "李四>本人 300 CNY 刷粉 completed",
      "本人>店二 400 CNY 套餐 failed",
    ],
  ],
  [
    "both sides, the payee first, beside ways of paying and banks",
    `收款方账号|金额|付款方账号|备注|完成时间|付款方式|收款银行
m1|￥0.50|u1|刷赞|${T}1|零钱|工行
m2|￥1.50|u2||${T}2|零钱|工行`,
    ["u1>m1 50 CNY 刷赞", "u2>m2 150 CNY"],
  ],
  [
    "a bank's: what came in and what went out in columns of their own, the day apart from the clock",
    `交易日期|交易时间|收入金额|支出金额|余额|对方户名|对方账号|摘要
20261103|09:15:07|0.00|12.00|100.00|王一|6222000001|转账
20261103|10:15:07|13.00|0.00|113.00|王二|6222000002|转账`,
    ["本人>6222000001 1200 CNY 转账", "6222000002>本人 1300 CNY 转账"],
  ],
  [
    "a merchant of Alipay: others pay",
    `支付宝交易号|商户订单号|业务类型|商品名称|完成时间|对方账户|订单金额（元）|商家实收（元）|备注
2026001|o-1|交易|快手刷赞100个|${T}1|li***@example.com|6.60|6.60|
2026001|o-1|退款|快手刷赞100个|${T}2|li***@example.com|-6.60|-6.60|`,
    ["li***@example.com>本人 660 CNY 快手刷赞100个"],
  ],
  [
    "in English, with currencies of the rows",
    `Payer,Payee,Amount,Currency,Paid at,Memo
u1,m1,12.5,USD,${T}1,likes
u2,m1,1250,JPY,${T}2,`.replaceAll(",", "|"),
    ["u1>m1 1250 USD likes", "u2>m1 1250 JPY"],
  ],
  ["a currency that nothing tells", `sender_id|receiver_id|amount|created_at\nu1|m1|2.5|${T}1`, ["currency"]],
  [
    "words for in and out that nobody knows",
    `交易时间|交易对方|收/支|金额\n${T}1|x|A|3.00\n${T}2|y|B|3.00`,
    [
      "refused: a statement: `A`, `B` in `收/支` do not tell which way the money went; write in and out, or name payer and payee by a mapping",
    ],
  ],
])("%s", (_, text, wanted) => expect(paid(text)).toEqual(wanted));

it("answers name the holder, the currency and columns that are called otherwise; reviews with a price are no statement", () => {
  const bill = `时间|谁|给谁|多少|收/支|交易对方\n${T}1|u1|m1|3.00|支出|m9`;
  const named = new Map([
    ["payer", "谁"],
    ["payee.id", "给谁"],
    ["amount_minor", "多少"],
    ["currency", "=EUR"],
  ]);
  expect(paid(bill, named)).toEqual(["u1>m1 300 EUR"]);
  const answers = new Map([
    ["amount_minor", "多少"],
    ["self", "=王芳"],
  ]);
  expect(paid(bill, answers)).toEqual(["王芳>m9 300 CNY"]);
  const reviews = `订单编号|买家昵称|商品ID|评价内容|评价时间|实付金额\n1|u**1|g1|好|${T}1|9.9\n2|u**2|g1|好|${T}2|9.9`;
  const found = guessMapping(
    {
      name: "reviews.csv",
      columns: reviews.split("\n")[0]!.split("|"),
      rows: reviews
        .split("\n")
        .slice(1)
        .map((line) => line.split("|")),
      named: true,
    },
    new Map(),
  );
  expect("refused" in found ? found.refused.en : found.events.flatMap(({ acts }) => acts)).toEqual([
    "comment",
  ]);
});
