import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { parseMapping } from "../src/ingest/mapping.ts";
import { openSource } from "../src/ingest/open-source.ts";
import { linesOf } from "../src/ingest/source.ts";

const FOLDER = fileURLToPath(new URL("../examples/mappings/payments/", import.meta.url));
const folder = mkdtempSync(`${tmpdir()}/touchstone-payment-mappings-`);
afterAll(() => rmSync(folder, { recursive: true }));

const mappingOf = (name: string) =>
  parseMapping(readFileSync(`${FOLDER}${name}.yaml`, "utf8"), `${name}.yaml`);

async function eventsOf(path: string, mapping: ReturnType<typeof mappingOf>) {
  const source = await openSource({ path }, { mapping });
  const events: Record<string, unknown>[] = [];
  const refused: unknown[] = [];
  for await (const chunk of source.chunks()) {
    const { bytes, rejections } = linesOf(chunk);
    refused.push(...rejections);
    for (const line of Buffer.from(bytes).toString("utf8").split("\n"))
      if (line !== "") events.push(JSON.parse(line));
  }
  return { events, refused };
}

describe("shipped mappings of payments", () => {
  const samples = readdirSync(`${FOLDER}samples`);
  it("each have a sample", () => {
    const mappings = readdirSync(FOLDER).filter((file) => file.endsWith(".yaml"));
    expect(mappings.map((file) => file.replace(".yaml", "")).sort()).toEqual(
      samples.map((file) => file.replace(/\.\w+$/, "")).sort(),
    );
  });

  /** Lines below the table that are told as no rows. */
  const TRAILERS: Readonly<Record<string, number>> = {
    "wechat-pay-merchant-bill": 2,
    "alipay-merchant-statement": 2,
  };
  const second: Readonly<Record<string, object>> = {
    "wechat-pay-v3": { amount_minor: 1250, currency: "CNY", scene: "face_to_face", status: "refunded" },
    "alipay-notify": { amount_minor: 125_000, currency: "CNY", remark: "羽绒服" },
    "alipay-merchant-statement": { amount_minor: 125_000, payer: "138****0000", id: "2026111622002" },
    "paypal-activity": { amount_minor: 1250, currency: "JPY", scene: "order", order: "I-2" },
    "wechat-pay-merchant-bill": { amount_minor: 260, currency: "CNY", refund_of: "4200001", id: "5030001" },
    "iso20022-pacs002": { amount_minor: 1250, currency: "KWD", status: "failed", order: "E2" },
    "iso20022-pacs002-xml": { amount_minor: 1250, currency: "KWD", status: "pending", id: "E2/PDNG" },
    "csv-statement": { amount_minor: 1250, currency: "JPY", scene: "order" },
    "iso20022-pacs008": { amount_minor: 1250, currency: "KWD", purpose: "GDDS", payee: { id: "acc-9" } },
    "iso20022-pain001": { amount_minor: 1250, currency: "JPY", status: "pending" },
    "iso20022-pacs008-xml": { amount_minor: 1250, currency: "KWD", remark: "winter coat" },
    "iso20022-pain001-xml": { amount_minor: 1250, currency: "JPY", payer: "DE02100500000054540402" },
  };
  it.each(samples)("%s", async (file) => {
    const name = file.replace(/\.\w+$/, "");
    const { events, refused } = await eventsOf(`${FOLDER}samples/${file}`, mappingOf(name));
    expect(refused).toHaveLength(TRAILERS[name] ?? 0);
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({ type: "payment", amount_minor: 660, currency: "CNY" });
    expect(new Date(events[0]!.at as number).toISOString()).toBe("2026-11-16T02:34:56.000Z");
    expect(events[1]).toMatchObject(second[name]!);
  });
});

it("a status report that does not repeat its payment is refused with the field it lacks, the next one is read", async () => {
  const lines = readFileSync(`${FOLDER}samples/iso20022-pacs002.ndjson`, "utf8").split("\n");
  const bare = JSON.stringify({
    FIToFIPmtStsRpt: {
      GrpHdr: { MsgId: "S3", CreDtTm: "2026-11-16T02:36:00Z" },
      TxInfAndSts: { OrgnlEndToEndId: "E3", TxSts: "RJCT" },
    },
  });
  const path = `${folder}/bare.ndjson`;
  writeFileSync(path, `${bare}\n${lines[0]}\n`);
  const { events, refused } = await eventsOf(path, mappingOf("iso20022-pacs002"));
  expect(events.map(({ id }) => id)).toEqual(["E1/ACSC"]);
  expect(refused).toMatchObject([{ code: "missing_field", field: "payer", line: 1 }]);
});

describe("XML and amounts that are none", () => {
  const xml = mappingOf("iso20022-pacs008-xml");
  const sample = readFileSync(`${FOLDER}samples/iso20022-pacs008-xml.xml`, "utf8");
  const read = (text: string) => {
    const path = `${folder}/x.xml`;
    writeFileSync(path, text);
    return eventsOf(path, xml);
  };
  it.each([
    [
      "a document type with entities",
      sample.replace("<p:Document", '<!DOCTYPE x [<!ENTITY a "aaaa">]><p:Document'),
      /document type or entities/,
    ],
    ["a file that breaks off", sample.slice(0, 900), /no whole XML/],
    ["two roots", `${sample}<x/>`, /no whole XML/],
  ])("refuses %s", async (_name, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it("leaves entities that it does not know as they are written, and reads characters by number", async () => {
    const { events } = await read(sample.replace("&amp; more", "&xxe; &#x8D5E;&#0;"));
    expect(events[0]!.remark).toBe("快手刷赞 100个 &xxe; 赞&#0;");
  });

  it.each([
    ["6.605", "CNY", "at most 2 decimals in CNY"],
    ["1.5", "JPY", "at most 0 decimals in JPY"],
    ["-6.60", "CNY", "a decimal amount from 0 on"],
    ["6.60", "RMB", "a currency of ISO 4217"],
    ["6.600", "CNY", null],
    ["9007199254740993", "CNY", null],
  ])("amount %s %s", async (amount, currency, unread) => {
    const text = sample.replace('Ccy="CNY">6.60', `Ccy="${currency}">${amount}`);
    const { events } = await read(text);
    if (unread === null) expect(typeof events[0]!.amount_minor).toBe("number");
    else expect(events[0]!.amount_minor).toBe(amount);
  });
});
