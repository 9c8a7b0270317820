import type { Command } from "commander";
import { inChinese, phrases } from "../words/fill-words.ts";
import { HELP_WORDS, USAGE_WORDS } from "../words/help-words.ts";
import type { Language } from "../words/language.ts";
import { languageOption } from "./language.ts";

const HELP = phrases(HELP_WORDS);
const USAGE = phrases(USAGE_WORDS);

/** Every command takes `--lang`; help and what is said of a wrong command line are in the language asked for. */
export function localise(command: Command, language: Language): void {
  if (!command.options.some(({ long }) => long === "--lang") && command.commands.length === 0)
    command.addOption(languageOption());
  if (language === "zh") speakChinese(command);
  for (const own of command.commands) localise(own, language);
}

/** Every text of the help that has no words in Chinese; the tests want none. */
export function withoutWords(command: Command): string[] {
  return [
    ...textsOf(command).filter((text) => text !== "" && inChinese(text, HELP) === null),
    ...command.commands.flatMap(withoutWords),
  ];
}

function textsOf(command: Command): string[] {
  return [
    command.description(),
    ...command.registeredArguments.map(({ description }) => description),
    ...command.options.map(({ description }) => description),
  ];
}

function speakChinese(command: Command): void {
  const say = (text: string): string => inChinese(text, HELP) ?? text;
  command.description(say(command.description()));
  for (const argument of command.registeredArguments) argument.description = say(argument.description);
  for (const option of command.options) option.description = say(option.description);
  command.helpOption("-h, --help", say("display help for command"));
  if (command.commands.length > 0) command.helpCommand("help [command]", say("display help for command"));
  command.configureHelp({
    styleTitle: (title) => inChinese(title, USAGE) ?? title,
    optionDescription: ({ description, defaultValue, defaultValueDescription, argChoices, envVar }) => {
      const told = [
        ...(argChoices === undefined ? [] : [`可选：${argChoices.join("、")}`]),
        ...(defaultValue === undefined || typeof defaultValue === "boolean"
          ? []
          : [`默认：${defaultValueDescription ?? JSON.stringify(defaultValue)}`]),
        ...(envVar === undefined ? [] : [`环境变量：${envVar}`]),
      ];
      return told.length === 0 ? description : `${description}（${told.join("；")}）`;
    },
  });
  command.configureOutput({
    outputError: (text, write) =>
      write(
        text
          .split("\n")
          .map((line) => inChinese(line, USAGE) ?? line)
          .join("\n"),
      ),
  });
}
