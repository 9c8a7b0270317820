/** `touchstone screen` over files as people have them: the contract's own columns, a statement with a mapping, and no payment at all. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { scratchFolder } from "./scratch-folder.ts";
import { touchstone } from "./touchstone.ts";

const scratch = scratchFolder();
const MAPPING = new URL("../../examples/mappings/payments/csv-statement.yaml", import.meta.url).pathname;
const CONTRACT = `id,type,at,payer,payee.id,amount_minor,currency,remark
p1,payment,2026-11-15T08:00:00Z,u1,m1,100,CNY,快手刷赞100
`;
const STATEMENT = `交易号,时间,付款方,收款方,收款类型,金额,币种,场景,备注
s1,2026-11-15 16:00:00,u2,m2,个人,12.50,CNY,转账,房租
`;

test("a file under the contract's names needs no mapping, also beside one that does", async () => {
  const files = [scratch.write("contract.csv", CONTRACT), scratch.write("statement.csv", STATEMENT)];
  const out = scratch.path("screened.ndjson");
  const { code, stderr } = await touchstone(["screen", ...files, "--map", MAPPING, "-o", out]);
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/contract\.csv` holds events as they stand and is read without/);
  const lines = readFileSync(out, "utf8").trim().split("\n");
  const verdicts = new Map(
    lines.map((line) => JSON.parse(line)).map((one) => [one.payment ?? one.event, one.verdict]),
  );
  expect(Object.fromEntries(verdicts)).toEqual({ p1: "challenge", s1: "allow" });
});

test("a run in which nothing was a payment is a failure that says so", async () => {
  const likes = scratch.write(
    "likes.ndjson",
    '{"id":"e1","type":"like","at":"2026-11-15T08:00:00Z","actor":{"id":"a"},"target":{"kind":"video","id":"v"}}\n',
  );
  const { code, stderr } = await touchstone([
    "screen",
    likes,
    "-o",
    scratch.path("none.ndjson"),
    "--lang",
    "zh",
  ]);
  expect(code).not.toBe(0);
  expect(stderr).toContain(
    "付款 0 笔：放行 0、验证 0、待定 0、拒绝 0；此前已见 0 笔，拒收 0 行，其他事件 1 条",
  );
});
