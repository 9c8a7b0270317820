import { expect, it } from "vitest";
import { matchesCsv } from "./exchange-matches.ts";

it("says what an exchange brought in words, and no spreadsheet runs it", () => {
  const lines = [
    { id: "p-50", band: "high", reasons: ["many_new_payers", "complaints"] },
    { id: "=1+1", band: null, reasons: [] },
  ];
  const ndjson = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  expect(matchesCsv(ndjson, "payee", "zh").split("\r\n")).toEqual([
    "\uFEFF收款方,分数档,理由",
    "p-50,高,新付款方众多；被投诉",
    "'=1+1,,",
    "",
  ]);
  expect(matchesCsv(ndjson, "account", "en")).toContain("p-50,high,many new payers; complaints");
});
