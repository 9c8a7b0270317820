/** Another reading that is right as well, where the file itself leaves it open. */
export interface OtherReading {
  readonly events?: number;
  readonly people?: number;
  readonly targets?: number;
  /** `any`: the instants are not compared. */
  readonly fromUtc?: string;
  readonly toUtc?: string;
  /** It is right only where the answer says so: one of the patterns must be found; none: right anyhow. */
  readonly mustSay: readonly string[];
}

export interface Said {
  readonly about: string;
  /** Regular expressions; one of them must be found in what the product prints. */
  readonly patterns: readonly string[];
}

/** What is true of one export, beside the file. Instants are UTC, to the second or the form's own precision. */
export interface Truth {
  readonly name: string;
  readonly about: string;
  /** Arguments of the command, relative to the folder. */
  readonly paths: readonly string[];
  readonly traits: Readonly<Record<string, string | number>>;
  /** The user's machine: language and zone of the one who opens the file. */
  readonly machine: { readonly zone: string; readonly language: "zh" | "en" };
  /** `audit`: must be read; `refuse`: only a refusal is right; `either`: both, if what is said is true. */
  readonly outcome: "audit" | "refuse" | "either";
  readonly events: number;
  /** -1: the file cannot tell, so it is not compared. */
  readonly people: number;
  /** -1: the file cannot tell, so it is not compared. */
  readonly targets: number;
  /** Kind of event → how many. `a|b`: either name is right. */
  readonly types: Readonly<Record<string, number>>;
  readonly fromUtc: string | null;
  readonly toUtc: string | null;
  readonly precision: "second" | "minute" | "day" | "none";
  /** `local`: times stand in the machine's zone and do not say so. */
  readonly zone: "carried" | "local";
  readonly refusedRows: readonly { readonly count: number; readonly why: string }[];
  /** Rows that repeat an event which was counted already. */
  readonly repeats: number;
  readonly otherReadings: readonly OtherReading[];
  /** Without these words the right numbers would mislead. */
  readonly mustSay: readonly Said[];
  /** Would be good to say; does not decide. */
  readonly shouldSay: readonly Said[];
  /** The reason of a right refusal; one of the patterns must be found in the message (`=…`: or in a value). */
  readonly refusal: { readonly reason: string; readonly patterns: readonly string[] } | null;
  readonly planted: {
    readonly accounts: number;
    readonly targets: readonly string[];
    readonly type: string;
  } | null;
}

export interface SuiteFile {
  readonly path: string;
  readonly bytes: Buffer;
}

export interface SuiteCase {
  readonly truth: Truth;
  readonly files: readonly SuiteFile[];
}

/** Milliseconds → `2026-11-15T08:05:09Z`. */
export function utcSecond(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/, "Z");
}
