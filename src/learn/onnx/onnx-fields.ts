/** Field numbers of onnx.proto (ONNX 1.17, Apache-2.0) for what a tree ensemble needs. */
export const MODEL = {
  irVersion: 1,
  producer: 2,
  producerVersion: 3,
  graph: 7,
  opsets: 8,
  metadata: 14,
} as const;
export const OPSET = { domain: 1, version: 2 } as const;
export const ENTRY = { key: 1, value: 2 } as const;
export const GRAPH = { node: 1, name: 2, input: 11, output: 12 } as const;
export const NODE = { input: 1, output: 2, name: 3, op: 4, attribute: 5, domain: 7 } as const;
export const ATTRIBUTE = { name: 1, f: 2, i: 3, s: 4, floats: 7, ints: 8, strings: 9, type: 20 } as const;
export const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, floats: 6, ints: 7, strings: 8 } as const;
export const VALUE_INFO = { name: 1, type: 2 } as const;
export const TYPE = { tensor: 1 } as const;
export const TENSOR = { element: 1, shape: 2 } as const;
export const SHAPE = { dimension: 1 } as const;
export const DIMENSION = { value: 1, name: 2 } as const;
export const ELEMENT = { float: 1, string: 8 } as const;
/** Wire types of protobuf. */
export const WIRE = { varint: 0, length: 2, fixed32: 5 } as const;

/** Operator set of `TreeEnsembleClassifier` as it has been since 2021; every runtime of the last years has it. */
export const ML_DOMAIN = "ai.onnx.ml";
export const ML_OPSET = 3;
