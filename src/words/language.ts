/** Languages the product speaks. */
export const LANGUAGES = ["zh", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text in both languages. */
export interface Both {
  readonly zh: string;
  readonly en: string;
}

/** Variables that name a language, the first that is set decides; ours goes before the system's. */
const VARIABLES = ["TOUCHSTONE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"] as const;

/**
 * The language a person is spoken to: the one asked for, else the one the environment names (`zh`, `zh_CN.UTF-8`, …),
 * else English. A text that is no language of ours counts as not asked for. An empty variable counts as not set (POSIX).
 */
export function languageOf(
  asked: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const known = LANGUAGES.find((language) => language === asked);
  if (known !== undefined) return known;
  for (const name of VARIABLES) {
    const value = environment[name] ?? "";
    if (value !== "") return /^zh([_.@-]|$)/i.test(value) ? "zh" : "en";
  }
  return "en";
}
