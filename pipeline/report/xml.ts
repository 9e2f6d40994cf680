import { SaxesParser, type SaxesTagPlain } from "saxes";
import { Unreadable } from "./unreadable.ts";

/**
 * Walks the elements of an XML document in its order. The parser knows no entity but XML's own five, opens no other
 * file, and a document that is cut off or not well-formed is refused whole.
 *
 * @throws Unreadable
 */
export function walkXml(
  xml: string,
  file: string,
  on: { open: (tag: SaxesTagPlain) => void; close?: (tag: SaxesTagPlain) => void },
): void {
  const parser = new SaxesParser();
  parser.on("opentag", on.open);
  if (on.close) parser.on("closetag", on.close);
  parser.on("error", (error) => {
    throw new Unreadable(`${file} is no whole XML document: ${error.message}`);
  });
  parser.write(xml).close();
}
