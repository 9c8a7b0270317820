import { XMLParser } from "fast-xml-parser";
import { TouchstoneError } from "../../nouns/codes.ts";
import { XML_BYTES_MAX, XML_ROWS_MAX } from "./file-limits.ts";

/**
 * XML → one JSON object a line. An element is an object of its attributes and elements, its text under `value` where it has both; an element of
 * text alone is a text, several of them joined by a blank. Names lose their prefixes, and a single outermost `Document` is left off, so that a
 * message of ISO 20022 has the same paths in XML as in JSON. `rows`: the element that repeats; each of them stands in a copy of
 * what is around it. Entities are never expanded and a document type is refused: they are the means of expansion bombs and of reading
 * files that are nobody's business. Throws `unknown_format` or `too_long`. The whole document is held.
 */
export async function* xmlRows(
  pieces: AsyncIterable<Buffer>,
  name: string,
  rows: readonly string[] | null,
): AsyncGenerator<Buffer> {
  const held: Buffer[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    held.push(piece);
    bytes += piece.length;
    if (bytes > XML_BYTES_MAX)
      throw new TouchstoneError(
        "too_long",
        `\`${name}\` has more than ${XML_BYTES_MAX} bytes of XML; split it`,
      );
  }
  const text = Buffer.concat(held)
    .toString("utf8")
    .replace(/^\ufeff/, "");
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) {
    throw new TouchstoneError(
      "unknown_format",
      `\`${name}\` declares a document type or entities; XML with them is not read`,
    );
  }
  const root = parsed(text, name);
  let count = 0;
  for (const row of spread(root, rows ?? [])) {
    if (++count > XML_ROWS_MAX)
      throw new TouchstoneError(
        "too_many_records",
        `\`${name}\` has more than ${XML_ROWS_MAX} rows of XML; split it`,
      );
    yield Buffer.from(`${JSON.stringify(row)}\n`);
  }
}

type Tree = { readonly [name: string]: unknown };

function parsed(text: string, name: string): Tree {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "",
    textNodeName: "value",
    removeNSPrefix: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    tagValueProcessor: (_name, value) => plain(value),
    attributeValueProcessor: (_name, value) => plain(value),
  });
  let tree: Tree;
  try {
    tree = parser.parse(text, true) as Tree;
  } catch (cause) {
    throw new TouchstoneError("unknown_format", `\`${name}\` is no whole XML: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (Object.keys(tree).length !== 1)
    throw new TouchstoneError(
      "unknown_format",
      `\`${name}\` is no whole XML: it has not one outermost element`,
    );
  const document = joined(tree) as Tree;
  const inner = document.Document;
  return typeof inner === "object" && inner !== null ? (inner as Tree) : document;
}

const CHARACTERS: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** The five entities of XML itself and characters by number; all others stay as they are written. */
function plain(text: string): string {
  return text.replace(
    /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi,
    (whole, named, decimal, hex) => {
      if (named !== undefined) return CHARACTERS[String(named).toLowerCase()]!;
      const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      const valid = point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point < 0xe000);
      return valid ? String.fromCodePoint(point) : whole;
    },
  );
}

/** Several texts under one name become one; the rest stays. */
function joined(node: unknown): unknown {
  if (Array.isArray(node)) {
    const parts = node.map(joined);
    return parts.every((part) => typeof part === "string") ? parts.join(" ") : parts;
  }
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, joined(value)]));
}

/** A tree with a list on a path → one tree for each of its elements. */
function* spread(node: Tree, [first, ...rest]: readonly string[]): Generator<Tree> {
  if (first === undefined) {
    yield node;
    return;
  }
  const below = node[first];
  for (const one of Array.isArray(below) ? below : [below]) {
    if (typeof one !== "object" || one === null) {
      yield node;
      continue;
    }
    for (const inner of spread(one as Tree, rest)) yield { ...node, [first]: inner };
  }
}
