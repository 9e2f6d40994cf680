import { sha256Hex } from "../../canonical.ts";
import type { Finding } from "../failure.ts";
import { type Statement, statementsOf } from "../sql/statements.ts";
import { withoutOwnTransaction } from "../sql/transaction.ts";
import { type Markers, readMarkers } from "./markers.ts";

/** An SQL file: of a migration, or the one that undoes it. */
export interface Script {
  /** The file's name. */
  name: string;
  /** Below the repository. */
  file: string;
  /** SHA-256 of its bytes, line ends as they are in git: a checkout on Windows changes nothing. */
  checksum: string;
  /** Its text, as errors are placed in it. */
  sql: string;
  statements: readonly Statement[];
  /** What is run: without the BEGIN and COMMIT around all of it. */
  body: readonly Statement[];
  markers: Markers;
  /** What is wrong with its markers. */
  findings: readonly Finding[];
}

/** Reads a script from its text. */
export function readScript(text: string, name: string, file: string): Script {
  const content = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const statements = statementsOf(content);
  return {
    name,
    file,
    checksum: sha256Hex(content),
    sql: content,
    statements,
    body: withoutOwnTransaction(statements),
    ...readMarkers(content, file),
  };
}

/** A step of the schema, with the way back. */
export interface Migration {
  /** `015`, or a moment of 14 digits. */
  version: string;
  /** `015_new_feature`. */
  name: string;
  up: Script;
  undo?: Script;
}
