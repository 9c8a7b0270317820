import { SaxesParser } from "saxes";

/** What an XML text is walked over with; names without their prefix. */
export interface XmlVisitor {
  opened?(name: string, attributes: Readonly<Record<string, string>>): void;
  closed?(name: string): void;
  text?(text: string): void;
}

/** A push parser of XML: entities of a document of its own are not expanded, so none can grow. Throws what is not well formed. */
export function createXmlWalk(visitor: XmlVisitor): { push(text: string): void; end(): void } {
  const parser = new SaxesParser();
  const bare = (name: string): string => name.slice(name.indexOf(":") + 1);
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", (tag) => visitor.opened?.(bare(tag.name), tag.attributes as Record<string, string>));
  parser.on("closetag", (tag) => visitor.closed?.(bare(tag.name)));
  parser.on("text", (text) => visitor.text?.(text));
  parser.on("cdata", (text) => visitor.text?.(text));
  return {
    push: (text) => {
      parser.write(text);
    },
    end: () => {
      parser.close();
    },
  };
}

/** All of a part through a visitor. */
export async function walkXml(pieces: AsyncIterable<string>, visitor: XmlVisitor): Promise<void> {
  const walk = createXmlWalk(visitor);
  for await (const piece of pieces) walk.push(piece);
  walk.end();
}
