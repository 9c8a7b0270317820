import { describe, expect, it } from "vitest";
import {
  createEventRow,
  type KeyColumn,
  keyColumn,
  keyText,
  type NumberColumn,
  numberColumn,
} from "../nouns/event-row.ts";
import { hashText } from "../nouns/hash.ts";
import { createDecoder } from "./json-decoder.ts";

const NOW = Date.parse("2026-11-22T13:00:00Z");

const payment = (changes: object = {}): object => ({
  id: "p1",
  type: "payment",
  at: "2026-11-22T18:30:00Z",
  payer: "u77",
  payee: {
    id: "m5",
    kind: "personal",
    certified: false,
    licence: "L1",
    category: "food",
    opened_at: "2026-11-01T00:00:00Z",
    code_kind: "dynamic",
  },
  amount_minor: 660,
  currency: "CNY",
  channel: "wechat_pay",
  scene: "transfer",
  remark: "买\u200b赞",
  order: "o1",
  purpose: "GDDS",
  mcc: "5816",
  name_check: "close",
  status: "completed",
  refund_of: "p0",
  payer_device: "d1",
  payer_ip: "203.0.113.9",
  ...changes,
});

function decode(event: object, row = createEventRow()) {
  const line = new TextEncoder().encode(JSON.stringify(event));
  const rejection = createDecoder({ strict: true, door: true }).decode(line, 0, line.length, row, NOW + 1e8);
  const text = (name: KeyColumn) => keyText(row, keyColumn(name));
  const key = (name: KeyColumn) => [...row.hash.subarray(keyColumn(name) * 2, keyColumn(name) * 2 + 2)];
  const number = (name: NumberColumn) => row.num[numberColumn(name)]!;
  return { row, rejection, text, key, number };
}

describe("a payment as a row", () => {
  it("keeps every field as a column", () => {
    const { rejection, text, key, number } = decode(payment());
    expect(rejection).toBeNull();
    const texts = {
      payer: "u77",
      payee_kind: "personal",
      licence: "L1",
      category: "food",
      code_kind: "dynamic",
      currency: "CNY",
      channel: "wechat_pay",
      scene: "transfer",
      remark: "买\u200b赞",
      order: "o1",
      purpose: "GDDS",
      mcc: "5816",
      name_check: "close",
      status: "completed",
      refund_of: "p0",
      device: "d1",
      ip: "203.0.113.9",
    } as const;
    for (const [name, value] of Object.entries(texts)) {
      expect(text(name as KeyColumn), name).toBe(value);
      expect(key(name as KeyColumn), name).toEqual([...hashText(value)]);
    }
    expect(key("payee_id")).toEqual([...hashText("m5")]);
    expect(key("payee")).not.toEqual(key("payee_id"));
    expect(
      ["amount", "certified", "hour_utc", "opened_at_ms"].map((name) => number(name as NumberColumn)),
    ).toEqual([6.6, 0, 18.5, Date.parse("2026-11-01")]);
  });

  it("leaves nothing of the payment before", () => {
    const { row } = decode(payment());
    const bare = decode(
      {
        id: "p2",
        type: "payment",
        at: NOW,
        payer: "a",
        payee: { id: "b" },
        amount_minor: 1,
        currency: "JPY",
      },
      row,
    );
    expect(bare.rejection).toBeNull();
    for (const name of ["remark", "scene", "licence", "device", "ip", "refund_of", "payee_kind"] as const)
      expect(bare.key(name), name).toEqual([0, 0]);
    expect([bare.number("certified"), bare.number("opened_at_ms"), bare.number("amount")]).toEqual([
      Number.NaN,
      Number.NaN,
      1,
    ]);
  });

  it.each([
    ["CNY", 660, 6.6],
    ["JPY", 660, 660],
    ["KWD", 6600, 6.6],
    ["CNY", 0, 0],
    ["CNY", Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER / 100],
  ])("%s: %d minor units are %d", (currency, amount_minor, amount) => {
    expect(decode(payment({ currency, amount_minor })).number("amount")).toBe(amount);
  });

  it.each([
    [{ amount_minor: -1 }, "amount_minor", "-1", /refund_of/],
    [{ amount_minor: 6.6 }, "amount_minor", "6.6", /minor unit/],
    [{ amount_minor: 2 ** 60 }, "amount_minor", "1152921504606847000", /whole number/],
    [{ currency: "RMB" }, "currency", "RMB", /ISO 4217/],
    [{ currency: "cny" }, "currency", "cny", /capital/],
    [{ name_check: "yes" }, "name_check", "yes", /match/],
    [{ status: "done" }, "status", "done", /completed/],
    [{ payer_ip: "300.1.1.1" }, "payer_ip", "300.1.1.1", /IPv4/],
    [{ retraction: true }, "retraction", "true", /payment cannot be taken back/],
  ])("%o is refused by name", (change, field, value, hint) => {
    const { rejection } = decode(payment(change));
    expect(rejection).toMatchObject({ field, value });
    expect(rejection!.hint).toMatch(hint);
  });

  it("reads a complaint, and refuses one without a reason", () => {
    const complaint = {
      id: "c1",
      type: "complaint",
      at: NOW,
      payer: "u77",
      payee: { id: "m5" },
      reason: "vanished",
      text: "卷款跑路",
    };
    const read = decode(complaint);
    expect(read.rejection).toBeNull();
    expect(read.key("reason")).toEqual([...hashText("vanished")]);
    expect(decode({ ...complaint, reason: "angry" }).rejection).toMatchObject({
      field: "reason",
      value: "angry",
    });
    expect(decode({ ...complaint, reason: undefined }).rejection).toMatchObject({
      code: "missing_field",
      field: "reason",
    });
  });
});
