import { existsSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { createProgram } from "../src/cli/program.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import { parseMapping } from "../src/ingest/mapping.ts";
import { createEventRow } from "../src/nouns/event-row.ts";
import { loadPolicy } from "../src/policy/load.ts";

/** The pages say what is: links lead somewhere, commands parse, examples load. */

const ROOT = fileURLToPath(new URL("../", import.meta.url));

interface Block {
  readonly page: string;
  /** What stands after the three backticks: `sh`, `yaml policy`, … */
  readonly language: string;
  readonly text: string;
}

const pages = await findPages();
const texts = new Map(pages.map((page) => [page, readFileSync(join(ROOT, page), "utf8")]));
const blocks = pages.flatMap((page) => blocksOf(page, texts.get(page)!));

async function findPages(): Promise<string[]> {
  const own = (await readdir(ROOT)).filter((name) => name.endsWith(".md"));
  const folders = ["docs", "examples", "src"];
  for (const folder of folders) {
    for (const name of await readdir(join(ROOT, folder), { recursive: true })) {
      if (name.endsWith(".md")) own.push(`${folder}/${name}`);
    }
  }
  return own.sort();
}

function blocksOf(page: string, text: string): Block[] {
  return [...text.matchAll(/^```([^\n]*)\n(.*?)^```$/gms)].map((match) => ({
    page,
    language: match[1]!.trim(),
    text: match[2]!,
  }));
}

function withoutCode(text: string): string {
  return text.replace(/^```.*?^```$/gms, "").replace(/`[^`\n]*`/g, "code");
}

/** A heading's anchor as GitHub makes it. */
function anchorsOf(text: string): Set<string> {
  const headings = text.replace(/^```.*?^```$/gms, "").matchAll(/^#{1,6} (.*)$/gm);
  return new Set(
    [...headings].map((match) =>
      match[1]!
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .trim()
        .replace(/\s/g, "-"),
    ),
  );
}

test("there are pages, commands and examples to check", () => {
  expect(pages.length).toBeGreaterThan(20);
  expect(commandLines().length).toBeGreaterThan(20);
  expect(blocks.filter(({ language }) => language === "yaml policy").length).toBeGreaterThan(1);
});

test("every relative link leads to a file, and to a heading where it names one", () => {
  const dead: string[] = [];
  for (const [page, text] of texts) {
    for (const match of withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)) {
      const link = match[1]!;
      if (/^[a-z]+:/.test(link)) continue;
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : relative(ROOT, join(ROOT, dirname(page), decodeURI(path)));
      const known = texts.get(target);
      const found =
        existsSync(join(ROOT, target)) &&
        (anchor === undefined || known === undefined || anchorsOf(known).has(anchor));
      if (!found) dead.push(`${page}: ${link}`);
    }
  }
  expect(dead).toEqual([]);
});

describe("Chinese pages", () => {
  const chinese = pages.filter((page) => page.startsWith("docs/zh/"));
  const originalOf = (page: string): string | undefined =>
    [page.replace("/zh/", "/"), page.replace("/zh/", "/guides/")].find((path) => texts.has(path));

  test("there is one of the README, of the concepts and of the guides for operators and authors", () => {
    for (const name of [
      "start",
      "concepts",
      "policy",
      "operate",
      "own-export",
      "from-a-file",
      "train",
      "campaigns",
    ])
      expect(chinese).toContain(`docs/zh/${name}.md`);
    expect(texts.get("README.md")!.split("```")[0]).toContain("(README.zh.md)");
    expect(texts.get("README.zh.md")).toContain("(README.md)");
  });

  test.each(chinese.map((page) => [page] as const))(
    "%s has its English page, runs its commands, and quotes its policies",
    (page) => {
      const original = originalOf(page);
      expect(original).toBeDefined();
      const commandsOf = (path: string): Set<string> =>
        new Set(commandLines().flatMap((one) => (one.page === path ? [one.words[0]!] : [])));
      const known = new Set([
        ...commandsOf(original!),
        ...commandsOf("README.md"),
        ...commandsOf("docs/start.md"),
      ]);
      for (const command of commandsOf(page)) expect([...known]).toContain(command);
      // A policy that both pages show is one.
      const policiesOf = (path: string) =>
        blocks
          .filter((block) => block.page === path && block.language === "yaml policy")
          .map(({ text }) => parseYaml(text));
      for (const policy of policiesOf(page)) expect(policiesOf(original!)).toContainEqual(policy);
    },
  );

  test.each([...chinese, "README.zh.md"].map((page) => [page] as const))(
    "%s is written in Chinese signs",
    (page) => {
      const prose = withoutCode(texts.get(page)!);
      expect(prose.match(/[\u4e00-\u9fff][,;:?!](?=[\u4e00-\u9fff])/g) ?? []).toEqual([]);
      for (const wrong of ["展示量", "协同活动", "计入公开量", "公开量", "暂缓"])
        expect(prose).not.toContain(wrong);
    },
  );
});

/** `npx touchstone …` lines of the shell examples, as words. */
function commandLines(): { page: string; line: string; words: string[] }[] {
  return blocks
    .filter(({ language }) => language === "sh")
    .flatMap(({ page, text }) =>
      text
        .replace(/\\\n/g, " ")
        .split("\n")
        .filter((line) => /\bnpx touchstone\b/.test(line))
        .map((line) => ({ page, line, words: wordsOf(line) })),
    );
}

/** Words of a plain shell line after `npx touchstone`, up to a comment, a pipe or a redirection. */
function wordsOf(line: string): string[] {
  const command = line.slice(line.indexOf("npx touchstone") + "npx touchstone".length);
  const words = command.match(/'[^']*'|"[^"]*"|[^\s'"]+/g) ?? [];
  const end = words.findIndex((word) => /^(?:#|\||>|<|&|;)/.test(word));
  return words.slice(0, end < 0 ? undefined : end).map((word) => word.replace(/^['"]|['"]$/g, ""));
}

/** Commands that parse their words and do nothing. */
function silence(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
  if (command.commands.length === 0) command.action(() => {});
  for (const child of command.commands) silence(child);
}

describe("every command on a page parses", () => {
  test.each(commandLines())("$page: $line", async ({ words }) => {
    const program = await createProgram();
    silence(program);
    await program.parseAsync(["node", "touchstone", ...words]);
  });

  test("a command that does not exist, or an option, would be seen", async () => {
    for (const words of [["adit", "x"], ["audit"], ["audit", "x", "--maps", "y"], ["up", "--port", "nine"]]) {
      const program = await createProgram();
      silence(program);
      await expect(program.parseAsync(["node", "touchstone", ...words])).rejects.toThrow();
    }
  });
});

describe("every example loads", () => {
  test.each(blocks.filter(({ language }) => language.startsWith("yaml")))(
    "$page: $language",
    ({ language, text, page }) => {
      if (language === "yaml policy") {
        const loaded = loadPolicy(text, page);
        expect(loaded.ok ? loaded.warnings : loaded.diagnostics).toEqual([]);
      } else if (language === "yaml mapping") parseMapping(text, page);
      else expect(parseYaml(text)).toBeDefined();
    },
  );

  // Answers stand in `text` blocks, as they are printed: the formatter would break `json` ones up.
  const answers = blocks
    .filter(({ language }) => language === "text")
    .flatMap(({ page, text }) => text.split("\n").map((line) => ({ page, line })))
    .filter(({ line }) => /^\{.*\}$/.test(line));
  test.each(answers)("$page: $line", ({ line }) => {
    JSON.parse(line);
  });

  const bodies = blocks
    .filter(({ language }) => language === "sh")
    .flatMap(({ page, text }) =>
      [...text.matchAll(/(\S+) -H [^\n]*-d '(\{.*?\})'/gs)].map((match) => ({
        page,
        to: match[1]!,
        // What the shell puts there: the time that it is.
        json: match[2]!.replace("'$(date -u +%FT%TZ)'", "2026-11-22T12:00:00Z"),
      })),
    );
  const events = bodies.filter(({ to }) => !/\/(review|lists\/\w+|policies\/activate)"?$/.test(to));
  test("there are bodies of both kinds", () => {
    expect([events.length > 2, bodies.length - events.length > 1]).toEqual([true, true]);
  });
  test.each(events)("$page: an event that is sent is one", ({ json }) => {
    const bytes = new TextEncoder().encode(json.replace(/\n/g, " "));
    expect(
      createDecoder().decode(bytes, 0, bytes.length, createEventRow(), Number.POSITIVE_INFINITY),
    ).toBeNull();
  });

  const heredocs = blocks
    .filter(({ language }) => language === "sh")
    .flatMap(({ page, text }) =>
      [...text.matchAll(/> (\S+) <<'END'\n(.*?)^END$/gms)].map((match) => ({
        page,
        file: match[1]!,
        text: match[2]!,
      })),
    );
  test.each(heredocs.filter(({ file }) => file === "mapping.yaml"))("$page: $file", ({ text, file }) => {
    parseMapping(text, file);
  });
});
