import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SeenLedger } from "../../exchange/messages/shown-ledger.ts";
import { schemaFault } from "../../ledger/schema-fault.ts";
import { parseVerifier, type VerifierKey } from "../../ledger/signed-note.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import { AGREEMENT_SCHEMA, type ExchangeAgreement } from "../../nouns/exchange.ts";
import { writeWhole } from "../../store/ledger-key.ts";
import { FILE_MODE, FOLDER_MODE } from "../../store/private-files.ts";
import { isPortableName } from "./portable-name.ts";

/** Somebody to exchange with, by the name it was agreed with under. */
export interface Counterpart {
  readonly name: string;
  readonly agreement: ExchangeAgreement;
  readonly logKey: VerifierKey;
  readonly witnessKey: VerifierKey;
}

/** What this side knows of a counterpart's ledger, and the counterpart of this side's. */
export interface WitnessState {
  /** The latest checkpoint seen of the counterpart's ledger. */
  readonly seen: SeenLedger | null;
  /** Sizes of this side's checkpoints that the counterpart was shown, the latest last; all but the first are not known to have arrived. */
  readonly shown: readonly number[];
}

/** A cosignature as it is kept for a court: whose ledger, which checkpoint, and the signature line over it. */
export interface KeptCosignature {
  readonly by: "us" | "them";
  readonly session: string;
  readonly atMs: number;
  readonly checkpoint: string;
  readonly cosignature: string;
}

export interface Counterparts {
  /** Throws `exchange_counterpart` for a name that is not agreed with. */
  get(name: string): Counterpart;
  /** By the name of its ledger's key. Throws `exchange_counterpart`. */
  byLog(logName: string): Counterpart;
  all(): readonly Counterpart[];
  /** Stores an agreement; throws `exchange_agreement` when it is none. */
  agree(name: string, agreement: unknown): Counterpart;
  witness(name: string): WitnessState;
  setWitness(name: string, state: WitnessState): void;
  keepCosignature(name: string, kept: KeptCosignature): void;
  /** Keeps a message's signed header that was refused as proof of a fork. */
  keepEvidence(name: string, session: string, header: string): void;
}

const AGREEMENT_FILE = "agreement.json";
const WITNESS_FILE = "witness.json";
const COSIGNATURES_FILE = "cosignatures.ndjson";

export function openCounterparts(folder: string): Counterparts {
  const get = (name: string): Counterpart => {
    const file = join(folder, name, AGREEMENT_FILE);
    if (!isPortableName(name) || !existsSync(file)) {
      const known = names().join(", ");
      throw new TouchstoneError(
        "exchange_counterpart",
        `\`${name}\`: agreed with are ${known === "" ? "none" : known}; see \`touchstone exchange agree\``,
      );
    }
    return counterpartOf(name, JSON.parse(readFileSync(file, "utf8")));
  };
  const names = (): string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);
  const all = (): Counterpart[] => names().map(get);
  return {
    get,
    all,
    byLog(logName) {
      const found = all().find(({ logKey }) => logKey.name === logName);
      if (found !== undefined) return found;
      throw new TouchstoneError(
        "exchange_counterpart",
        `nobody whose ledger is called \`${logName}\` was agreed with`,
      );
    },
    agree(name, agreement) {
      if (!isPortableName(name))
        throw new TouchstoneError(
          "exchange_agreement",
          `\`${name}\` is no name: letters, digits, \`-\`, \`_\`, at most 64`,
        );
      const counterpart = counterpartOf(name, agreement);
      const other = all().find((each) => each.name !== name && each.logKey.name === counterpart.logKey.name);
      if (other !== undefined)
        throw new TouchstoneError("exchange_agreement", `\`log_key\` is that of \`${other.name}\``);
      mkdirSync(join(folder, name), { recursive: true, mode: FOLDER_MODE });
      writeWhole(join(folder, name, AGREEMENT_FILE), `${JSON.stringify(agreement, null, 2)}\n`);
      return counterpart;
    },
    witness(name) {
      const file = join(folder, name, WITNESS_FILE);
      return existsSync(file)
        ? (JSON.parse(readFileSync(file, "utf8")) as WitnessState)
        : { seen: null, shown: [] };
    },
    setWitness: (name, state) => writeWhole(join(folder, name, WITNESS_FILE), `${JSON.stringify(state)}\n`),
    keepCosignature: (name, kept) =>
      appendFileSync(join(folder, name, COSIGNATURES_FILE), `${JSON.stringify(kept)}\n`, {
        mode: FILE_MODE,
        flush: true,
      }),
    keepEvidence: (name, session, header) =>
      writeWhole(join(folder, name, `refused-${session}.note`), header),
  };
}

function counterpartOf(name: string, agreement: unknown): Counterpart {
  const fault = schemaFault(AGREEMENT_SCHEMA, agreement, "");
  if (fault !== null) throw new TouchstoneError("exchange_agreement", fault);
  const agreed = agreement as ExchangeAgreement;
  const logKey = parseVerifier(agreed.log_key);
  const witnessKey = parseVerifier(agreed.witness_key);
  if (logKey?.use !== "log")
    throw new TouchstoneError("exchange_agreement", "`log_key` is no public key of a ledger");
  if (witnessKey?.use !== "witness")
    throw new TouchstoneError("exchange_agreement", "`witness_key` is no public key of a witness");
  if (Number.isNaN(Date.parse(agreed.valid_until)))
    throw new TouchstoneError("exchange_agreement", `\`valid_until\` is \`${agreed.valid_until}\`, no day`);
  return { name, agreement: agreed, logKey, witnessKey };
}
