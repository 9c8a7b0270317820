import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { expandInputs } from "./expand-inputs.ts";
import { FOLDER_DEPTH_MAX, FOLDER_FILES_MAX } from "./file-limits.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-folder-"));
afterAll(() => rmSync(folder, { recursive: true }));
function files(...names: string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), "x");
  }
}
const bare = (paths: readonly string[]): string[] => paths.map((path) => relative(folder, path));

describe("expandInputs", () => {
  files(
    "a/dt=2026-11-2/part-10.csv",
    "a/dt=2026-11-2/part-2.csv.gz",
    "a/dt=2026-11-10/p.parquet",
    "a/videos.csv",
  );
  files(
    "a/_SUCCESS",
    "a/.hidden.csv",
    "a/~$open.xlsx",
    "a/part.csv.crc",
    "a/notes.docx",
    "a/list.xlsx",
    "none/b.docx",
  );

  it("takes the files in and below a folder, in order of name with numbers as numbers", () => {
    const found = expandInputs([join(folder, "a")], ["videos.csv"]);
    expect(bare(found.files)).toEqual([
      "a/dt=2026-11-2/part-2.csv.gz",
      "a/dt=2026-11-2/part-10.csv",
      "a/dt=2026-11-10/p.parquet",
      "a/list.xlsx",
    ]);
    expect(bare(found.passedOver)).toEqual(["a/notes.docx", "a/videos.csv"]);
  });
  it("takes a file that is named whatever its ending, once, and standard input", () => {
    const docx = join(folder, "a/notes.docx");
    expect(expandInputs(["-", docx, docx, join(folder, "nowhere.csv")]).files).toEqual([
      "-",
      docx,
      join(folder, "nowhere.csv"),
    ]);
  });
  it("refuses a folder without a file to read", () => {
    expect(() => expandInputs([join(folder, "none")])).toThrow(/none` holds no file to read/);
  });
  it("goes as deep as the limit, and names what lies deeper", () => {
    const at = Array.from({ length: FOLDER_DEPTH_MAX - 1 }, (_, i) => `d${i}`).join("/");
    files(`deep/${at}/x.csv`);
    expect(expandInputs([join(folder, "deep")]).files).toHaveLength(1);
    files(`deep/${at}/more/x.csv`);
    expect(() => expandInputs([join(folder, "deep")])).toThrow(`more than ${FOLDER_DEPTH_MAX} folders deep`);
  });
  it("takes as many files as the limit, not one more", () => {
    const many = Array.from({ length: FOLDER_FILES_MAX }, (_, i) => `/nowhere/${i}`);
    expect(expandInputs(many).files).toHaveLength(FOLDER_FILES_MAX);
    expect(() => expandInputs([...many, "/nowhere/one-more"])).toThrow(/files/);
  });
});
