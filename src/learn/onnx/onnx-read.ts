import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { TouchstoneError } from "../../nouns/codes.ts";
import { MODEL_BYTES_MAX } from "../account-limits.ts";
import {
  ATTRIBUTE,
  DIMENSION,
  ENTRY,
  GRAPH,
  ML_DOMAIN,
  MODEL,
  NODE,
  SHAPE,
  TENSOR,
  TYPE,
  VALUE_INFO,
} from "./onnx-fields.ts";

/** An attribute's values, whatever their kind. */
export interface OnnxAttribute {
  readonly floats: number[];
  readonly ints: number[];
  readonly strings: string[];
}

/** The one tree ensemble of an ONNX file as it stands there, unchecked. */
export interface OnnxEnsemble {
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
  /** Columns of the input as declared, 0 = not said. */
  readonly columns: number;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What may stand behind a classifier without changing its probabilities. */
const HARMLESS = new Set(["Identity", "Cast", "ZipMap"]);

const UTF8 = new TextDecoder("utf-8", { fatal: true });

interface NodeFound {
  op: string;
  domain: string;
  readonly attributes: Map<string, OnnxAttribute>;
}

/** Bytes of an ONNX file → its tree ensemble. Throws `bad_model` for a file cut short, another kind of file, or other operators. */
export function readOnnx(bytes: Uint8Array, name: string): OnnxEnsemble {
  const refuse = (why: string, cause?: unknown): TouchstoneError =>
    new TouchstoneError("bad_model", `\`${name}\` ${why}`, cause === undefined ? {} : { cause });
  if (bytes.length === 0) throw refuse("is empty: it is no ONNX model");
  if (bytes.length > MODEL_BYTES_MAX)
    throw refuse(`has ${bytes.length} bytes; ${MODEL_BYTES_MAX} are the limit`);
  const nodes: NodeFound[] = [];
  const metadata: Record<string, string> = {};
  let columns = 0;
  let graphs = 0;
  try {
    walk(bytes, {
      [MODEL.graph]: (graph) => {
        graphs++;
        walk(part(graph), {
          [GRAPH.node]: (node) => nodes.push(readNode(part(node))),
          [GRAPH.input]: (input) => {
            columns = columns === 0 ? readColumns(part(input)) : columns;
          },
        });
      },
      [MODEL.metadata]: (entry) => {
        let key = "";
        let value = "";
        walk(part(entry), {
          [ENTRY.key]: (field) => {
            key = text(field);
          },
          [ENTRY.value]: (field) => {
            value = text(field);
          },
        });
        metadata[key] = value;
      },
    });
  } catch (cause) {
    throw refuse("is cut short or is no ONNX model: fetch or train it again", cause);
  }
  const trees = nodes.filter(({ op }) => op === "TreeEnsembleClassifier");
  const others = nodes.filter(({ op }) => op !== "TreeEnsembleClassifier" && !HARMLESS.has(op));
  if (graphs === 0) throw refuse("is no ONNX model: it holds no graph");
  if (others.length > 0)
    throw refuse(`needs the operator \`${others[0]!.op}\`; only a TreeEnsembleClassifier is run`);
  if (trees.length !== 1 || trees[0]!.domain !== ML_DOMAIN) {
    throw refuse(`holds ${trees.length} tree classifiers of ${ML_DOMAIN}; there must be one`);
  }
  return { attributes: trees[0]!.attributes, columns, metadata };
}

/** A field of a message: its bytes where it has a length, else a reader at its value. */
interface Field {
  readonly bytes: Uint8Array | null;
  readonly reader: BinaryReader;
}

/** Fields of a message in their order; those nobody asked for are skipped. Throws `RangeError` when the message ends too early. */
function walk(bytes: Uint8Array, handlers: Readonly<Record<number, (field: Field) => void>>): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    const handle = handlers[number];
    if (handle === undefined) reader.skip(wire, number);
    else handle({ bytes: wire === WireType.LengthDelimited ? reader.bytes() : null, reader });
    if (reader.pos > reader.len) throw new RangeError("a field runs over the end");
  }
}

function part({ bytes }: Field): Uint8Array {
  if (bytes === null) throw new RangeError("a message without a length");
  return bytes;
}

function text(field: Field): string {
  return UTF8.decode(part(field));
}

function readNode(bytes: Uint8Array): NodeFound {
  const node: NodeFound = { op: "", domain: "", attributes: new Map() };
  walk(bytes, {
    [NODE.op]: (field) => {
      node.op = text(field);
    },
    [NODE.domain]: (field) => {
      node.domain = text(field);
    },
    [NODE.attribute]: (field) => {
      let name = "";
      const attribute: OnnxAttribute = { floats: [], ints: [], strings: [] };
      walk(part(field), {
        [ATTRIBUTE.name]: (inner) => {
          name = text(inner);
        },
        [ATTRIBUTE.f]: (inner) => attribute.floats.push(inner.reader.float()),
        [ATTRIBUTE.i]: (inner) => attribute.ints.push(Number(inner.reader.int64())),
        [ATTRIBUTE.s]: (inner) => attribute.strings.push(text(inner)),
        [ATTRIBUTE.floats]: (inner) => repeated(inner, attribute.floats, (reader) => reader.float()),
        [ATTRIBUTE.ints]: (inner) => repeated(inner, attribute.ints, (reader) => Number(reader.int64())),
        [ATTRIBUTE.strings]: (inner) => attribute.strings.push(text(inner)),
      });
      node.attributes.set(name, attribute);
    },
  });
  return node;
}

/** Packed, or one by one: writers differ. */
function repeated(field: Field, into: number[], next: (reader: BinaryReader) => number): void {
  if (field.bytes === null) {
    into.push(next(field.reader));
    return;
  }
  const reader = new BinaryReader(field.bytes);
  while (reader.pos < reader.len) into.push(next(reader));
}

function readColumns(bytes: Uint8Array): number {
  const sizes: number[] = [];
  walk(bytes, {
    [VALUE_INFO.type]: (type) =>
      walk(part(type), {
        [TYPE.tensor]: (tensor) =>
          walk(part(tensor), {
            [TENSOR.shape]: (shape) =>
              walk(part(shape), {
                [SHAPE.dimension]: (dimension) => {
                  let size = 0;
                  walk(part(dimension), {
                    [DIMENSION.value]: ({ reader }) => {
                      size = Number(reader.int64());
                    },
                  });
                  sizes.push(size);
                },
              }),
          }),
      }),
  });
  return sizes[1] ?? 0;
}
