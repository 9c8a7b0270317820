import { describe, expect, it } from "vitest";
import { askedBy } from "./language.ts";
import { localise, withoutWords } from "./localise.ts";
import { createProgram } from "./program.ts";

describe("the command line in Chinese", () => {
  it("has words for every text of every command: add them to src/words/help-words.ts", async () => {
    const program = await createProgram(undefined, "en");
    expect(withoutWords(program)).toEqual([]);
  });

  it("takes --lang in every command, and says no English of ours in its help", async () => {
    const program = await createProgram(undefined, "zh");
    for (const command of program.commands.flatMap((one) =>
      one.commands.length > 0 ? one.commands : [one],
    )) {
      expect(
        command.options.some(({ long }) => long === "--lang"),
        command.name(),
      ).toBe(true);
      const help = command.helpInformation().replace(/`[^`]*`|--[a-z-]+/g, "");
      expect(help, command.name()).toMatch(/^用法：/);
      expect(help).toContain("选项：");
      expect(help).not.toMatch(/\b(the|of|and|with|display|default:|choices:)\b/);
    }
  });

  it("leaves English as it is", async () => {
    const help = (await createProgram("audit", "en")).commands[0]!.helpInformation();
    expect(help).toMatch(/^Usage:/);
    expect(help).not.toMatch(/[\u3400-\u9fff]/);
  });

  it("is idempotent about --lang", async () => {
    const program = await createProgram("audit", "en");
    localise(program, "en");
    expect(program.commands[0]!.options.filter(({ long }) => long === "--lang")).toHaveLength(1);
  });
});

it.each([
  [["audit", "f", "--lang", "zh"], "zh"],
  [["--lang=en", "up"], "en"],
  [["audit", "--lang", "zh", "--lang", "en"], "en"],
  [["audit", "--", "--lang", "zh"], undefined],
  [["audit"], undefined],
])("of %j asks for %s", (args, asked) => {
  expect(askedBy(args)).toBe(asked);
});
