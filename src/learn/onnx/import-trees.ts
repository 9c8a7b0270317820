import { TouchstoneError } from "../../nouns/codes.ts";
import { createTreeBuilder, type Link, type TreeModel } from "../trees/tree-model.ts";
import type { OnnxEnsemble } from "./onnx-read.ts";

const LINKS: Readonly<Record<string, Link>> = { NONE: "shares", LOGISTIC: "logistic", SOFTMAX: "softmax" };
/** Deepest branch followed: more is a loop. */
const DEPTH_MAX = 512;

interface Node {
  readonly mode: string;
  readonly feature: number;
  readonly value: number;
  readonly yes: number;
  readonly no: number;
  readonly missingYes: boolean;
}

/**
 * An ensemble read from a file → a model, checked through: every node is there, every column exists, every leaf adds to a class. Takes our own
 * files and those of converters (LightGBM, XGBoost, scikit-learn) with ≤ < ≥ > nodes. Features are called by `names`, else `f0`, `f1` …
 * Throws `bad_model`.
 */
export function importTrees(
  ensemble: OnnxEnsemble,
  file: string,
  names: readonly string[] | null,
): TreeModel {
  const refuse = (why: string): TouchstoneError => new TouchstoneError("bad_model", `\`${file}\` ${why}`);
  const ints = (name: string): readonly number[] => ensemble.attributes.get(name)?.ints ?? [];
  const floats = (name: string): readonly number[] => ensemble.attributes.get(name)?.floats ?? [];
  const strings = (name: string): readonly string[] => ensemble.attributes.get(name)?.strings ?? [];
  const classes = strings("classlabels_strings").length
    ? strings("classlabels_strings")
    : ints("classlabels_int64s").map(String);
  if (classes.length < 2) throw refuse("names no classes");
  const transform = strings("post_transform")[0] ?? "NONE";
  const posted = LINKS[transform];
  if (posted === undefined)
    throw refuse(`ends in \`${transform}\`; one of ${Object.keys(LINKS).join(", ")} is run`);

  const treeIds = ints("nodes_treeids");
  const nodeIds = ints("nodes_nodeids");
  const modes = strings("nodes_modes");
  const features = ints("nodes_featureids");
  const values = floats("nodes_values");
  const yes = ints("nodes_truenodeids");
  const no = ints("nodes_falsenodeids");
  const tracks = ints("nodes_missing_value_tracks_true");
  const lists = [nodeIds, modes, features, values, yes, no];
  if (treeIds.length === 0 || lists.some((list) => list.length !== treeIds.length)) {
    throw refuse("has node lists of different lengths");
  }
  const columns = Math.max(ensemble.columns, 1 + features.reduce((most, f) => Math.max(most, f), 0));
  const named = names ?? Array.from({ length: columns }, (_, i) => `f${i}`);
  if (named.length < columns) throw refuse(`reads ${columns} columns and names ${named.length} features`);

  const trees = new Map<number, Map<number, Node>>();
  treeIds.forEach((tree, i) => {
    const nodes = trees.get(tree) ?? new Map<number, Node>();
    trees.set(tree, nodes);
    nodes.set(nodeIds[i]!, {
      mode: modes[i]!,
      feature: features[i]!,
      value: values[i]!,
      yes: yes[i]!,
      no: no[i]!,
      missingYes: tracks[i] === 1,
    });
  });
  const weights = new Map<number, Map<number, Map<number, number>>>(); // tree → output → node → weight
  const outputs = new Set<number>();
  const classIds = ints("class_ids");
  const leafTrees = ints("class_treeids");
  const leafNodes = ints("class_nodeids");
  const leafWeights = floats("class_weights");
  if ([leafTrees, leafNodes, leafWeights].some((list) => list.length !== classIds.length)) {
    throw refuse("has leaf lists of different lengths");
  }
  classIds.forEach((output, i) => {
    if (!(output >= 0 && output < classes.length))
      throw refuse(`has a leaf for class ${output} of ${classes.length}`);
    outputs.add(output);
    const tree = weights.get(leafTrees[i]!) ?? new Map<number, Map<number, number>>();
    weights.set(leafTrees[i]!, tree);
    const ofOutput = tree.get(output) ?? new Map<number, number>();
    tree.set(output, ofOutput);
    ofOutput.set(leafNodes[i]!, (ofOutput.get(leafNodes[i]!) ?? 0) + leafWeights[i]!);
  });
  // With two classes, one sum is of the second class whatever its number, and a lone sum that is no logistic is its share.
  const single = classes.length === 2 && outputs.size === 1;
  if (single && posted !== "logistic") {
    throw refuse(`gives one sum for two classes with \`${transform}\`; \`LOGISTIC\` is run`);
  }
  if (!single && posted === "logistic")
    throw refuse("has a `LOGISTIC` of each class; `SOFTMAX` or `NONE` is run");

  const builder = createTreeBuilder();
  const swapped = new Set(["BRANCH_GT", "BRANCH_GTE"]);
  function grow(nodes: Map<number, Node>, id: number, weight: Map<number, number>, depth: number): void {
    const node = nodes.get(id);
    if (node === undefined) throw refuse(`lacks node ${id} of a tree`);
    if (depth > DEPTH_MAX) throw refuse(`is deeper than ${DEPTH_MAX}: its nodes run in a circle`);
    if (node.mode === "LEAF") {
      builder.addLeaf(weight.get(id) ?? 0);
      return;
    }
    if (!["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GT", "BRANCH_GTE"].includes(node.mode)) {
      throw refuse(`branches by \`${node.mode}\`; only comparisons of order are run`);
    }
    if (!(node.feature >= 0)) throw refuse(`compares column ${node.feature}`);
    const strict = node.mode === "BRANCH_LT" || node.mode === "BRANCH_GTE";
    const turned = swapped.has(node.mode);
    const at = builder.addSplit(
      node.feature,
      strict ? floatBelow(node.value) : node.value,
      turned ? !node.missingYes : node.missingYes,
    );
    grow(nodes, turned ? node.no : node.yes, weight, depth + 1);
    builder.setRight(at, builder.size());
    grow(nodes, turned ? node.yes : node.no, weight, depth + 1);
  }
  for (const [tree, nodes] of trees) {
    const root = rootOf(nodes);
    if (root === null) throw refuse(`has a tree without one root`);
    for (const [output, weight] of weights.get(tree) ?? []) {
      builder.startTree(single ? 0 : output);
      grow(nodes, root, weight, 0);
    }
  }
  const base = new Float64Array(single ? 1 : classes.length);
  const given = floats("base_values");
  if (given.length > 0) {
    if (single) base[0] = given[given.length - 1]!;
    else if (given.length === classes.length) base.set(given);
    else throw refuse(`has ${given.length} base values for ${classes.length} classes`);
  }
  return { features: named, classes, link: single ? "logistic" : posted, base, trees: builder.finish() };
}

/** The node no other leads to. */
function rootOf(nodes: ReadonlyMap<number, Node>): number | null {
  const led = new Set<number>();
  for (const node of nodes.values()) {
    if (node.mode !== "LEAF") led.add(node.yes).add(node.no);
  }
  const roots = [...nodes.keys()].filter((id) => !led.has(id));
  return roots.length === 1 ? roots[0]! : null;
}

/** The largest single-precision number below x: x < t is x ≤ the number below t. */
function floatBelow(x: number): number {
  const float = new Float32Array([x]);
  const bits = new Int32Array(float.buffer);
  if (float[0] === 0) return -1.401298464324817e-45;
  bits[0] = bits[0]! + (float[0]! > 0 ? -1 : 1);
  return float[0]!;
}
