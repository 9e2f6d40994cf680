import { Document, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";

type Plain = string | number | boolean | null;

/** A value with a comment behind it. */
export class Commented {
  readonly value: Plain;
  readonly comment: string;

  constructor(value: Plain, comment: string) {
    this.value = value;
    this.comment = comment;
  }
}

/** A text that keeps its lines and needs no quotes: a script. */
export class Block {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a YAML file is made of. Entries that are undefined are left out. */
export type Tree = Plain | Commented | Block | readonly Tree[] | { readonly [key: string]: Tree | undefined };

/** The text of a YAML file: the same tree gives the same bytes. An empty line sets keys at the top apart, and jobs. */
export function yamlText(
  tree: { readonly [key: string]: Tree | undefined },
  head: readonly string[],
): string {
  const document = new Document();
  const contents = mapOf(tree);
  const jobs = contents.get("jobs");
  setApart(contents);
  if (jobs instanceof YAMLMap) setApart(jobs);
  document.contents = contents;
  document.commentBefore = head.map((line) => (line === "" ? "" : ` ${line}`)).join("\n");
  // No folding: it would break long lines of scripts and expressions.
  return document.toString({ lineWidth: 0, nullStr: "" });
}

function setApart({ items }: YAMLMap): void {
  for (const { key } of items.slice(1)) if (key instanceof Scalar) key.spaceBefore = true;
}

function nodeOf(tree: Tree): Scalar | YAMLMap | YAMLSeq {
  if (tree instanceof Commented) {
    const scalar = scalarOf(tree.value);
    scalar.comment = ` ${tree.comment}`;
    return scalar;
  }
  if (tree instanceof Block) {
    const scalar = new Scalar(`${tree.text}\n`);
    scalar.type = Scalar.BLOCK_LITERAL;
    return scalar;
  }
  if (isList(tree)) {
    const list = new YAMLSeq();
    list.items = tree.map(nodeOf);
    return list;
  }
  return tree !== null && typeof tree === "object" ? mapOf(tree) : scalarOf(tree);
}

function mapOf(entries: { readonly [key: string]: Tree | undefined }): YAMLMap<Scalar> {
  const map = new YAMLMap<Scalar>();
  map.items = Object.entries(entries).flatMap(([key, value]) =>
    value === undefined ? [] : [new Pair(keyOf(key), nodeOf(value))],
  );
  return map;
}

/**
 * Plain texts that a reader of YAML 1.1 takes for something else: `on` for true, 12:30 for a number. GitHub reads
 * YAML 1.2, tools of others do not.
 */
const misread = /^(?:y|yes|n|no|on|off|[-+.\d][-+.:\w]*)$/i;

/** Every reader of workflows knows the key `on`, and most people would wonder about "on". */
function keyOf(key: string): Scalar {
  return key === "on" ? new Scalar(key) : scalarOf(key);
}

function scalarOf(value: Plain): Scalar {
  const scalar = new Scalar(value);
  if (typeof value !== "string") return scalar;
  if (value.includes("\n")) scalar.type = Scalar.BLOCK_LITERAL;
  else if (misread.test(value)) scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}

function isList(tree: Tree): tree is readonly Tree[] {
  return Array.isArray(tree);
}
