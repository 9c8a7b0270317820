import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { zipOf } from "../ingest/files/workbook/made-workbook.fixture.ts";
import { findInputs } from "./inputs.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-inputs-"));
afterAll(() => rmSync(folder, { recursive: true }));
const rows = (user: string): string =>
  `user_id,liked_at\n${[1, 2, 3, 4].map((i) => `${user}${i},2026-11-03T09:0${i}:00Z`).join("\n")}\n`;

it("a copy of a file is read once, by the shorter name, and an archive as the files in it", async () => {
  writeFileSync(join(folder, "likes (1).csv"), rows("a"));
  writeFileSync(join(folder, "likes.csv"), rows("a"));
  writeFileSync(join(folder, "others.csv"), rows("b")); // as long, and another
  writeFileSync(join(folder, "more.zip"), zipOf({ "in/c.csv": rows("c"), "in/d.csv": rows("d") }));
  const said: string[] = [];
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
  const opened: string[] = [];
  for await (const source of findInputs([folder], {
    set: new Map(),
    lang: "en",
    pseudonymiseFields: [],
  }).open())
    opened.push(source.name.slice(folder.length + 1));
  write.mockRestore();
  expect(opened).toEqual(["likes.csv", "more.zip/in/c.csv", "more.zip/in/d.csv", "others.csv"]);
  expect(said.filter((line) => line.includes(basename("likes (1).csv")))).toHaveLength(1);
});
