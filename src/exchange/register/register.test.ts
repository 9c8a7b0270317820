import { expect, it } from "vitest";
import { exchangeRegister, registerCsv } from "./register.ts";

it("writes a register that no spreadsheet runs, and passes over erased entries", () => {
  const fields = {
    session: "s",
    counterpart: "bank",
    purpose: "screen_payees",
    basis: "separate_consent",
    basis_reference: '=cmd|"x"',
    impact_assessment: "a,b",
    subject: "payee",
    fields: ["pseudonym"],
    retention_days: 1,
    approved_by: "李雷",
    contract_sha256: "c",
    items: 256,
  };
  const entry = { sequence: 0, atMs: 0, kind: "exchange_offered", hash: "h", fields };
  const csv = registerCsv(exchangeRegister([entry, { ...entry, sequence: 1, fields: null }]));
  expect(csv.startsWith("\uFEFFsession,role")).toBe(true);
  expect(csv).toContain(`"'=cmd|""x""","a,b",payee`);
  expect(csv.trimEnd().split("\r\n")).toHaveLength(2);
});
