import { BinaryWriter } from "@bufbuild/protobuf/wire";
import type { TreeModel } from "../trees/tree-model.ts";
import {
  ATTRIBUTE,
  ATTRIBUTE_TYPE,
  DIMENSION,
  ELEMENT,
  ENTRY,
  GRAPH,
  ML_DOMAIN,
  ML_OPSET,
  MODEL,
  NODE,
  OPSET,
  SHAPE,
  TENSOR,
  TYPE,
  VALUE_INFO,
  WIRE,
} from "./onnx-fields.ts";

/**
 * A model as an ONNX file: input `features` (float, rows × columns, NaN = missing), outputs `label` (string) and `probabilities` (float, rows ×
 * classes), one `TreeEnsembleClassifier` (ai.onnx.ml 3). `metadata` goes into metadata_props. The same model gives the same bytes. Two
 * classes are written as converters write them: one sum, of class 0 by number and of the second class by meaning, under LOGISTIC.
 */
export function writeOnnx(
  model: TreeModel,
  metadata: Readonly<Record<string, string>>,
  version: string,
): Uint8Array {
  const w = new BinaryWriter();
  w.tag(MODEL.irVersion, WIRE.varint).int64(8);
  w.tag(MODEL.producer, WIRE.length).string("touchstone");
  w.tag(MODEL.producerVersion, WIRE.length).string(version);
  message(w, MODEL.graph, () => {
    message(w, GRAPH.node, () => writeNode(w, model));
    w.tag(GRAPH.name, WIRE.length).string("accounts");
    writeTensor(w, GRAPH.input, "features", ELEMENT.float, ["rows", model.features.length]);
    writeTensor(w, GRAPH.output, "label", ELEMENT.string, ["rows"]);
    writeTensor(w, GRAPH.output, "probabilities", ELEMENT.float, ["rows", model.classes.length]);
  });
  for (const [domain, opset] of [
    ["", 13],
    [ML_DOMAIN, ML_OPSET],
  ] as const) {
    message(w, MODEL.opsets, () => {
      w.tag(OPSET.domain, WIRE.length).string(domain);
      w.tag(OPSET.version, WIRE.varint).int64(opset);
    });
  }
  for (const [key, value] of Object.entries(metadata)) {
    message(w, MODEL.metadata, () => {
      w.tag(ENTRY.key, WIRE.length).string(key);
      w.tag(ENTRY.value, WIRE.length).string(value);
    });
  }
  return w.finish();
}

const TRANSFORM = { logistic: "LOGISTIC", softmax: "SOFTMAX", shares: "NONE" } as const;

function message(w: BinaryWriter, field: number, body: () => void): void {
  w.tag(field, WIRE.length).fork();
  body();
  w.join();
}

function writeTensor(
  w: BinaryWriter,
  field: number,
  name: string,
  element: number,
  shape: readonly (string | number)[],
): void {
  message(w, field, () => {
    w.tag(VALUE_INFO.name, WIRE.length).string(name);
    message(w, VALUE_INFO.type, () => {
      message(w, TYPE.tensor, () => {
        w.tag(TENSOR.element, WIRE.varint).int32(element);
        message(w, TENSOR.shape, () => {
          for (const size of shape) {
            message(w, SHAPE.dimension, () => {
              if (typeof size === "string") w.tag(DIMENSION.name, WIRE.length).string(size);
              else w.tag(DIMENSION.value, WIRE.varint).int64(size);
            });
          }
        });
      });
    });
  });
}

function writeNode(w: BinaryWriter, model: TreeModel): void {
  const { trees, classes, link } = model;
  const two = link === "logistic";
  const nodes = trees.feature.length;
  const treeIds = new Array<number>(nodes);
  const nodeIds = new Array<number>(nodes);
  const modes = new Array<string>(nodes);
  const leaves: { tree: number; node: number; output: number; value: number }[] = [];
  trees.roots.forEach((root, tree) => {
    const end = tree + 1 < trees.roots.length ? trees.roots[tree + 1]! : nodes;
    for (let node = root; node < end; node++) {
      treeIds[node] = tree;
      nodeIds[node] = node - root;
      modes[node] = trees.feature[node]! < 0 ? "LEAF" : "BRANCH_LEQ";
      if (trees.feature[node]! >= 0) continue;
      const output = two ? 0 : trees.outputs[tree]!;
      leaves.push({ tree, node: node - root, output, value: trees.value[node]! });
    }
  });
  const own = (node: number): number => treeIds[node]!;
  const feature = Array.from(trees.feature, (f) => Math.max(0, f));
  const yes = Array.from(trees.feature, (f, node) => (f < 0 ? 0 : nodeIds[node]! + 1));
  const no = Array.from(trees.right, (right, node) => (right === 0 ? 0 : right - trees.roots[own(node)]!));
  const values = Array.from(trees.threshold);
  const missing = Array.from(trees.missingLeft);
  if (two) {
    // What the sum begins with, as leaves alone. The pair that cancels keeps one leaf below 0: where all are above, onnxruntime takes the sum
    // for a probability.
    [model.base[0]!, 1, -1].forEach((value, i) => {
      const tree = trees.roots.length + i;
      treeIds.push(tree);
      nodeIds.push(0);
      modes.push("LEAF");
      for (const list of [feature, yes, no, values, missing]) list.push(0);
      leaves.push({ tree, node: 0, output: 0, value });
    });
  }
  w.tag(NODE.input, WIRE.length).string("features");
  w.tag(NODE.output, WIRE.length).string("label");
  w.tag(NODE.output, WIRE.length).string("probabilities");
  w.tag(NODE.name, WIRE.length).string("trees");
  w.tag(NODE.op, WIRE.length).string("TreeEnsembleClassifier");
  w.tag(NODE.domain, WIRE.length).string(ML_DOMAIN);
  if (!two) floats(w, "base_values", Array.from(model.base));
  strings(w, "classlabels_strings", classes);
  ints(w, "nodes_treeids", treeIds);
  ints(w, "nodes_nodeids", nodeIds);
  ints(w, "nodes_featureids", feature);
  strings(w, "nodes_modes", modes);
  floats(w, "nodes_values", values);
  ints(w, "nodes_truenodeids", yes);
  ints(w, "nodes_falsenodeids", no);
  ints(w, "nodes_missing_value_tracks_true", missing);
  ints(
    w,
    "class_treeids",
    leaves.map(({ tree }) => tree),
  );
  ints(
    w,
    "class_nodeids",
    leaves.map(({ node }) => node),
  );
  ints(
    w,
    "class_ids",
    leaves.map(({ output }) => output),
  );
  floats(
    w,
    "class_weights",
    leaves.map(({ value }) => value),
  );
  message(w, NODE.attribute, () => {
    w.tag(ATTRIBUTE.name, WIRE.length).string("post_transform");
    w.tag(ATTRIBUTE.s, WIRE.length).string(TRANSFORM[link]);
    w.tag(ATTRIBUTE.type, WIRE.varint).int32(ATTRIBUTE_TYPE.string);
  });
}

function floats(w: BinaryWriter, name: string, values: readonly number[]): void {
  message(w, NODE.attribute, () => {
    w.tag(ATTRIBUTE.name, WIRE.length).string(name);
    w.tag(ATTRIBUTE.floats, WIRE.length).fork();
    for (const value of values) w.float(value);
    w.join();
    w.tag(ATTRIBUTE.type, WIRE.varint).int32(ATTRIBUTE_TYPE.floats);
  });
}

function ints(w: BinaryWriter, name: string, values: readonly number[]): void {
  message(w, NODE.attribute, () => {
    w.tag(ATTRIBUTE.name, WIRE.length).string(name);
    w.tag(ATTRIBUTE.ints, WIRE.length).fork();
    for (const value of values) w.int64(value);
    w.join();
    w.tag(ATTRIBUTE.type, WIRE.varint).int32(ATTRIBUTE_TYPE.ints);
  });
}

function strings(w: BinaryWriter, name: string, values: readonly string[]): void {
  message(w, NODE.attribute, () => {
    w.tag(ATTRIBUTE.name, WIRE.length).string(name);
    for (const value of values) w.tag(ATTRIBUTE.strings, WIRE.length).string(value);
    w.tag(ATTRIBUTE.type, WIRE.varint).int32(ATTRIBUTE_TYPE.strings);
  });
}
