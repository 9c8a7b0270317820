import type { AnswerCells } from "../../learn/answer-cells.ts";
import type { Calibration } from "../../learn/calibrate.ts";
import type { ClassFigures } from "../../learn/cross-validate.ts";
import { importTrees } from "../../learn/onnx/import-trees.ts";
import { readOnnx } from "../../learn/onnx/onnx-read.ts";
import { writeOnnx } from "../../learn/onnx/onnx-write.ts";
import type { TreeModel } from "../../learn/trees/tree-model.ts";
import { TouchstoneError } from "../../nouns/codes.ts";

/** What a model file says about itself besides its trees. */
export interface ModelCard {
  /** Version of touchstone that trained it. */
  readonly version: string;
  /** SHA-256 over the names, values and labels it was trained on. */
  readonly trainingSha256: string;
  readonly rows: number;
  /** Values read as missing, besides the usual ones. */
  readonly missing: readonly string[];
  readonly calibration: Calibration;
  /** How each part of the model answers on accounts that it, and only it, had not learned from. */
  readonly parts: readonly ModelPart[];
  readonly figures: readonly ClassFigures[];
}

/** A part of a model: so many of its trees, by themselves a model, with its error table. */
export interface ModelPart {
  readonly trees: number;
  readonly answers: AnswerCells;
}

/** A model with its card; null for a model that somebody else wrote. */
export interface AccountModel {
  readonly model: TreeModel;
  readonly card: ModelCard | null;
}

/** Form of the metadata. A reader refuses any other. */
const FORMAT = "2";
const KEYS = {
  format: "touchstone.format",
  card: "touchstone.card",
  features: "touchstone.features",
} as const;

/** A model and its card → the bytes of an ONNX file. */
export function encodeAccountModel(model: TreeModel, card: ModelCard): Uint8Array {
  const metadata = {
    [KEYS.format]: FORMAT,
    [KEYS.features]: JSON.stringify(model.features),
    [KEYS.card]: JSON.stringify(card),
  };
  return writeOnnx(model, metadata, card.version);
}

/** Bytes of an ONNX file → model and card. Throws `bad_model`: cut short, another format, damaged metadata, operators that are not run. */
export function decodeAccountModel(bytes: Uint8Array, name: string): AccountModel {
  const ensemble = readOnnx(bytes, name);
  const { metadata } = ensemble;
  const format = metadata[KEYS.format];
  if (format === undefined) {
    if (metadata[KEYS.card] !== undefined || metadata[KEYS.features] !== undefined) {
      throw new TouchstoneError("bad_model", `\`${name}\` has lost part of its metadata: train it again`);
    }
    return { model: importTrees(ensemble, name, null), card: null };
  }
  if (format !== FORMAT) {
    const why = `was written in format \`${format}\`; this version reads \`${FORMAT}\`: train it again`;
    throw new TouchstoneError("bad_model", `\`${name}\` ${why}`);
  }
  let features: unknown;
  let card: ModelCard;
  try {
    features = JSON.parse(metadata[KEYS.features] ?? "");
    card = JSON.parse(metadata[KEYS.card] ?? "") as ModelCard;
  } catch (cause) {
    throw new TouchstoneError("bad_model", `\`${name}\` is cut short: its metadata is not whole`, { cause });
  }
  if (!Array.isArray(features) || !features.every((one) => typeof one === "string")) {
    throw new TouchstoneError("bad_model", `\`${name}\` does not name its features`);
  }
  const model = importTrees(ensemble, name, features);
  const classes = model.classes.length;
  const parts = card.parts ?? [];
  const whole = parts.every(
    ({ trees, answers }) =>
      trees >= 0 && answers?.counts?.length === classes && answers?.edges?.length === classes,
  );
  const trees = parts.reduce((sum, part) => sum + part.trees, 0);
  if (parts.length === 0 || !whole || trees > model.trees.roots.length) {
    throw new TouchstoneError("bad_model", `\`${name}\` does not say how often it is wrong: train it again`);
  }
  return { model, card };
}
