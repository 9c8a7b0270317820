import { Option } from "commander";
import { LANGUAGES, type Language, languageOf } from "../words/language.ts";

/** `--lang`, the same for every command. */
export function languageOption(): Option {
  return new Option("--lang <language>", "zh or en (default: by the environment)").choices([...LANGUAGES]);
}

/**
 * The language a command speaks. Help and errors are spoken before the options are read, so the command line itself is
 * looked at: `--lang zh` or `--lang=zh` anywhere before `--`.
 */
export function spokenLanguage(asked?: string): Language {
  return languageOf(asked ?? askedBy(process.argv.slice(2)), process.env);
}

/** The last `--lang` of a command line; undefined where none is given. */
export function askedBy(args: readonly string[]): string | undefined {
  let asked: string | undefined;
  for (let i = 0; i < args.length && args[i] !== "--"; i++) {
    const arg = args[i]!;
    if (arg.startsWith("--lang=")) asked = arg.slice("--lang=".length);
    else if (arg === "--lang") asked = args[i + 1];
  }
  return asked;
}
