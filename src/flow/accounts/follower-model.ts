import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { importTrees } from "../../learn/onnx/import-trees.ts";
import { readOnnx } from "../../learn/onnx/onnx-read.ts";
import { PROFILE_FEATURES } from "../../learn/profiles/profile-features.ts";
import { type ReferenceAccounts, readReference } from "../../learn/profiles/reference-accounts.ts";
import type { TreeModel } from "../../learn/trees/tree-model.ts";
import { TouchstoneError } from "../../nouns/codes.ts";

const MODEL = "followers.onnx";
const REFERENCE = "followers-reference.csv.gz";

/** The shipped follower model and the accounts it is measured against. */
export interface FollowerModel {
  readonly model: TreeModel;
  readonly reference: ReferenceAccounts;
}

let read: FollowerModel | null = null;

/** The shipped follower model, read once. Throws `bad_model` where its files do not belong together, `cannot_read` where one is missing. */
export function followerModel(): FollowerModel {
  if (read !== null) return read;
  const ensemble = readOnnx(fileOf(MODEL), MODEL);
  const text = gunzipSync(fileOf(REFERENCE)).toString("utf8");
  const asked = ensemble.metadata["touchstone.reference_sha256"];
  if (createHash("sha256").update(text).digest("hex") !== asked) {
    throw new TouchstoneError(
      "bad_model",
      `\`${MODEL}\` and \`${REFERENCE}\` were not made together: install touchstone again, or run scripts/train-follower-model.ts`,
    );
  }
  const model = importTrees(ensemble, MODEL, PROFILE_FEATURES);
  read = { model, reference: readReference(text, model.classes) };
  return read;
}

function fileOf(name: string): Buffer {
  const path = new URL(`../../../models/${name}`, import.meta.url);
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new TouchstoneError(
      "cannot_read",
      `the shipped model \`models/${name}\` is missing: install touchstone again`,
      {
        cause,
      },
    );
  }
}
