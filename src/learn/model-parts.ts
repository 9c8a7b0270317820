import type { TreeModel, Trees } from "./trees/tree-model.ts";

/** Models of the same features and classes → one whose sums are their mean; trees behind each other, in the order of the models. */
export function joinModels(models: readonly TreeModel[]): TreeModel {
  const first = models[0];
  if (first === undefined) throw new Error("no model to join");
  const base = first.base.map((_, output) =>
    Math.fround(models.reduce((sum, { base: own }) => sum + own[output]!, 0) / models.length),
  );
  return {
    ...first,
    base,
    trees: joinTrees(
      models.map(({ trees }) => trees),
      1 / models.length,
    ),
  };
}

/**
 * The models that a joined one was made of, `treeCounts` long each. Each begins with the joined one's base. Trees behind them are constants that a file
 * holds (`onnx-write.ts`) and belong to all. Throws an assertion where there are fewer trees than asked for.
 */
export function partsOf(model: TreeModel, treeCounts: readonly number[]): readonly TreeModel[] {
  const { roots, outputs, feature, value } = model.trees;
  const asked = treeCounts.reduce((sum, count) => sum + count, 0);
  if (asked > roots.length) throw new Error(`${asked} trees asked for of ${roots.length}`);
  const base = Float64Array.from(model.base);
  for (let tree = asked; tree < roots.length; tree++) {
    const root = roots[tree]!;
    if (feature[root]! >= 0) throw new Error("a tree behind the parts is no constant");
    base[outputs[tree]!] = base[outputs[tree]!]! + value[root]!;
  }
  let from = 0;
  return treeCounts.map((count) => {
    const trees = sliceTrees(model.trees, from, from + count, treeCounts.length);
    from += count;
    return { ...model, base, trees };
  });
}

function sliceTrees(trees: Trees, from: number, to: number, factor: number): Trees {
  const start = trees.roots[from] ?? trees.feature.length;
  const end = trees.roots[to] ?? trees.feature.length;
  return {
    roots: trees.roots.slice(from, to).map((root) => root - start),
    outputs: trees.outputs.slice(from, to),
    feature: trees.feature.slice(start, end),
    threshold: trees.threshold.slice(start, end),
    right: trees.right.slice(start, end).map((right) => (right === 0 ? 0 : right - start)),
    missingLeft: trees.missingLeft.slice(start, end),
    value: trees.value.slice(start, end).map((value) => value * factor),
  };
}

/** Trees behind each other, their leaves × `factor`, in single precision: what an ONNX file holds is what was measured. */
export function joinTrees(parts: readonly Trees[], factor: number): Trees {
  const before: number[] = [];
  let nodes = 0;
  for (const part of parts) {
    before.push(nodes);
    nodes += part.feature.length;
  }
  const all = <T extends number>(pick: (part: Trees, i: number) => Iterable<T>): T[] =>
    parts.flatMap((part, i) => [...pick(part, i)]);
  return {
    roots: Int32Array.from(all((part, i) => part.roots.map((root) => root + before[i]!))),
    outputs: Int32Array.from(all((part) => part.outputs)),
    feature: Int32Array.from(all((part) => part.feature)),
    threshold: Float32Array.from(all((part) => part.threshold)),
    right: Int32Array.from(
      all((part, i) => part.right.map((right) => (right === 0 ? 0 : right + before[i]!))),
    ),
    missingLeft: Uint8Array.from(all((part) => part.missingLeft)),
    value: Float64Array.from(all((part) => part.value.map((value) => Math.fround(value * factor)))),
  };
}
