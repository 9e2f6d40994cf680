import { canonicalJson, sha256Hex } from "../../canonical.ts";

/** The form of what the ledger stores: `{"hash":"…","NAME":{…}}`, canonical JSON. */
export interface Frame {
  /** SHA-256 of the content as canonical JSON. */
  hash: string;
  content: unknown;
}

/** Why bytes are not what they should be. */
export interface Unreadable {
  problem: string;
}

const head = Buffer.from('{"hash":"');
const hashLength = 64;
const end = Buffer.from("}");

/**
 * Writes a value with its hash. The name must sort behind `hash`. The part that is hashed is a slice of the bytes, so
 * somebody who verifies needs no serialiser to find the hash again.
 */
export function encodeFrame(name: string, value: object): { bytes: Buffer; hash: string } {
  const text = canonicalJson(value);
  const hash = sha256Hex(text);
  return { bytes: Buffer.concat([head, Buffer.from(hash), middleOf(name), Buffer.from(text), end]), hash };
}

/** Reads a value and finds its hash again. No bit of `bytes` can differ without a problem. */
export function decodeFrame(name: string, bytes: Buffer): Frame | Unreadable {
  const middle = middleOf(name);
  const afterHash = head.length + hashLength;
  const begin = afterHash + middle.length;
  const isFramed =
    bytes.subarray(0, head.length).equals(head) &&
    bytes.subarray(afterHash, begin).equals(middle) &&
    bytes.length > begin &&
    bytes.subarray(-1).equals(end);
  if (!isFramed) return { problem: `its bytes are not those of a ${name}` };
  const said = bytes.subarray(head.length, afterHash).toString("latin1");
  const slice = bytes.subarray(begin, -1);
  const hash = sha256Hex(slice);
  if (hash !== said) return { problem: `its content has the hash ${hash}, and it says ${said}` };
  return { hash, content: parse(slice.toString("utf8")) };
}

function middleOf(name: string): Buffer {
  return Buffer.from(`","${name}":`);
}

/** Demands the one canonical text, so that no two readers can understand it differently. */
function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return canonicalJson(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}
