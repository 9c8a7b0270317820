import { type Diagnostic, formatDiagnostic } from "../policy/diagnostic.ts";
import type { Language } from "../words/language.ts";
import { policyInChinese } from "../words/policy-words.ts";

/** A diagnostic as it is printed, in the language asked for; the place and the source line stay as they are. */
export function toldDiagnostic(diagnostic: Diagnostic, text: string, language: Language): string {
  if (language === "en") return formatDiagnostic(diagnostic, text);
  const { message, hint, severity } = diagnostic;
  const printed = formatDiagnostic(
    {
      ...diagnostic,
      message: policyInChinese(message),
      ...(hint === undefined ? {} : { hint: policyInChinese(hint) }),
    },
    text,
  );
  const word = severity === "error" ? "错误" : "警告";
  return printed.replace(`: ${severity}: `, `：${word}：`).replace(/\nhint: (?=[^\n]*$)/, "\n提示：");
}
