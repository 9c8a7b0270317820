import { Command } from "commander";
import { expect, test } from "vitest";
import { wholeNumber } from "./arguments.ts";
import { settableByEnvironment, switchFrom, unknownVariables } from "./environment.ts";

function parsed(environment: Record<string, string>, args: readonly string[] = []) {
  const command = new Command("up")
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .option("--port <number>", "", wholeNumber(0, 65_535), 8787)
    .option("--keep-days <number>", "", wholeNumber(1, 100));
  const before = { ...process.env };
  Object.assign(process.env, environment);
  try {
    let options: object = {};
    settableByEnvironment(command, process.env)
      .action((taken: object) => {
        options = { ...taken };
      })
      .parse(args, { from: "user" });
    return options;
  } finally {
    for (const name of Object.keys(environment)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

test.each<[string, Record<string, string>, string[], object]>([
  ["nothing: the default", {}, [], { port: 8787 }],
  ["a variable", { TOUCHSTONE_PORT: "1", TOUCHSTONE_KEEP_DAYS: "30" }, [], { port: 1, keepDays: 30 }],
  ["the command line before a variable", { TOUCHSTONE_PORT: "1" }, ["--port", "2"], { port: 2 }],
  ["an empty variable: none", { TOUCHSTONE_PORT: "" }, [], { port: 8787 }],
])("%s", (_name, environment, args, options) => {
  expect(parsed(environment, args)).toEqual(options);
});

test.each([["70000"], ["http"], ["1e3x"]])(
  "a variable that is `%s` where a port is wanted is named",
  (text) => {
    expect(() => parsed({ TOUCHSTONE_PORT: text })).toThrow(
      /'TOUCHSTONE_PORT' value .* is not a whole number/,
    );
  },
);

test.each([
  ["true", true],
  ["1", true],
  ["Yes", true],
  ["off", false],
  ["0", false],
  ["", true],
])("a switch that is `%s` is %s", (text, on) => {
  expect(switchFrom({ TOUCHSTONE_DEMO: text }, "TOUCHSTONE_DEMO", true)).toBe(on);
});

test("a word that is neither is named with the variable", () => {
  expect(() => switchFrom({ TOUCHSTONE_DEMO: "maybe" }, "TOUCHSTONE_DEMO", true)).toThrow(
    /TOUCHSTONE_DEMO=maybe/,
  );
});

test("a variable with a wrong letter is found; secrets, switches and others' are not", () => {
  const command = new Command("up").option("--port <number>", "");
  const environment = {
    TOUCHSTONE_PROT: "1",
    TOUCHSTONE_PORT: "1",
    TOUCHSTONE_TOKEN: "x",
    TOUCHSTONE_DEMO: "1",
    PATH: "/",
  };
  expect(unknownVariables(command, ["TOUCHSTONE_DEMO"], environment)).toEqual(["TOUCHSTONE_PROT"]);
});
