import type { ClassFigures, FoldFigure } from "../learn/cross-validate.ts";
import type { LeakWarning } from "../learn/find-leaks.ts";
import type { Language } from "../words/language.ts";

/** Names of the usual classes in Chinese; other labels stay as they are. */
const CLASS_NAMES: Readonly<Record<string, string>> = {
  active: "活粉",
  dormant: "休眠粉",
  dead: "死粉",
  bought: "买粉",
  real: "真粉",
};

export function className(name: string, language: Language): string {
  const zh = CLASS_NAMES[name];
  return language === "zh" && zh !== undefined ? `${zh} (${name})` : name;
}

export function percent(share: number): string {
  return Number.isNaN(share) ? "–" : `${(share * 100).toFixed(1)} %`;
}

function figure({ mean, low, high }: FoldFigure): string {
  return Number.isNaN(mean) ? "–" : `${mean.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
}

/** Lines about each class: how well it is told from the others, by models that had not seen the accounts. */
export function figureLines(figures: readonly ClassFigures[], language: Language): readonly string[] {
  const accounts = language === "zh" ? "个账号" : "accounts";
  return figures.map(
    ({ name, rows, auc, prAuc, f1 }) =>
      `  ${className(name, language)}: ${rows} ${accounts}, AUC ${figure(auc)}, PR-AUC ${figure(prAuc)}, F1 ${figure(f1)}`,
  );
}

export function leakText(leak: LeakWarning, language: Language): string {
  const { by, auc, alike } = leak;
  const more =
    alike.length === 0
      ? ""
      : language === "zh"
        ? ` 等 ${alike.length + 1} 列`
        : ` and ${alike.length} columns like it`;
  const feature = `\`${leak.feature}\`${more}`;
  const missing = `${percent(leak.missingShare)} / ${percent(leak.missingShareOthers)}`;
  if (language === "zh") {
    return by === "value"
      ? `特征 ${feature} 单独即可区分 \`${leak.class}\`（AUC ${auc.toFixed(3)}）：可能就是标签本身，请核对其来源`
      : `特征 ${feature} 是否缺失会透露 \`${leak.class}\`（缺失率 ${missing}）：可能反映采集方式而非账号行为`;
  }
  return by === "value"
    ? `${feature} alone tells \`${leak.class}\` (AUC ${auc.toFixed(3)}): it may be the label in another form; check where it comes from`
    : `whether ${feature} is missing tells \`${leak.class}\` (${missing} missing): that may be how the data was gathered, not what accounts do`;
}
