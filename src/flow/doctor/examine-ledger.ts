import { existsSync } from "node:fs";
import { join } from "node:path";
import { type LogSource, type LogVerdict, verifyLog } from "../../ledger/verify-log.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import { KEY_FILE } from "../../store/ledger-key.ts";
import { LEDGER_FOLDER } from "../../store/ledger-log.ts";
import { folderSource } from "../../store/log-sources.ts";
import { faultText } from "../../words/verify-words.ts";
import { DAMAGE_NAMED_MAX } from "./doctor-limits.ts";
import type { Finding } from "./finding.ts";

/** What is wrong with a folder's ledger as strangers read it. */
export interface LedgerExamination {
  readonly findings: readonly Finding[];
  /** null: it is the chain of an earlier release, or cannot be read. */
  readonly verdict: LogVerdict | null;
  /** Checkpoints were signed, and the key that signs them is gone. */
  readonly keyLost: boolean;
}

/** Verifies a folder's ledger: tiles, checkpoint, bodies, and the checkpoint that the records remember. Reads all of it. */
export async function examineLedger(folder: string): Promise<LedgerExamination> {
  const source = sourceOrNull(folder);
  if (source === null) return { findings: [], verdict: null, keyLost: false };
  try {
    const { remembered } = source;
    const verdict = await verifyLog(source, { earlier: remembered === null ? [] : [remembered] });
    const begun = remembered === null && verdict.faults[0]?.code === "no_checkpoint";
    if (begun && (await isBegun(source)))
      return { findings: [NOT_SIGNED_YET], verdict: null, keyLost: false };
    const keyLost = remembered !== null && !existsSync(join(folder, LEDGER_FOLDER, KEY_FILE));
    const findings = verdict.faults.slice(0, DAMAGE_NAMED_MAX).map(
      (fault): Finding => ({
        of: "ledger",
        gravity: "damaged",
        en: faultText(fault, "en"),
        zh: faultText(fault, "zh"),
      }),
    );
    if (keyLost) findings.push(KEY_LOST);
    return { findings: findings.length === 0 ? [soundLedger(verdict)] : findings, verdict, keyLost };
  } finally {
    source.close();
  }
}

/** Entries that nothing signed yet: what the first second of a folder writes at most. More were signed once. */
const FIRST_ENTRIES_MAX = 10_000;

/**
 * Whether nothing was ever signed: a process that is killed, or a copy taken, in the first second of a folder leaves entries that
 * wait for the first checkpoint. The next start signs them.
 */
async function isBegun({ entries }: LogSource): Promise<boolean> {
  const first = (await entries?.(0, FIRST_ENTRIES_MAX + 1)) ?? [];
  return first.length <= FIRST_ENTRIES_MAX;
}

const NOT_SIGNED_YET: Finding = {
  of: "ledger",
  gravity: "sound",
  en: "its first entries wait for the first checkpoint; the next start signs them",
  zh: "最初的条目尚待首个检查点；下次启动时签入",
};

const KEY_LOST: Finding = {
  of: "ledger",
  gravity: "damaged",
  en: "its signing key is missing: put it back from a backup; a repair begins a log under a new key",
  zh: "签名密钥缺失：请从备份恢复；修复将以新密钥开始新的日志",
};

/** The ledger to read; null where it is an earlier release's, or what is wrong with it was told of its file. */
function sourceOrNull(folder: string) {
  try {
    return folderSource(folder);
  } catch (error) {
    if (error instanceof TouchstoneError) return null;
    throw error;
  }
}

function soundLedger({ size, bodies }: LogVerdict): Finding {
  const erased = bodies?.erased ?? 0;
  const waiting = bodies?.unpublished ?? 0;
  return {
    of: "ledger",
    gravity: "sound",
    en: `\`${size}\` entries are what their checkpoint signs; \`${erased}\` were erased on request, \`${waiting}\` wait for the next checkpoint`,
    zh: `\`${size}\` 条与检查点签名一致；\`${erased}\` 条内容已依请求删除，\`${waiting}\` 条待签入下一检查点`,
  };
}
