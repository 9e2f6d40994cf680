/** A piece of SQL as Postgres's own scanner would cut it; comments and white space are left out. */
export interface Token {
  kind: "word" | "name" | "text" | "sign";
  /** A word in capitals; a quoted name or text without its quotes. */
  text: string;
  /** Where it begins, counted from 0. */
  start: number;
  end: number;
}

const word = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const number = /\d[\p{L}\p{N}_.]*/uy;
const dollar = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;

/** Cuts SQL into tokens. What is never closed goes to the end: Postgres then refuses it in its own words. */
export function* tokensOf(sql: string): Generator<Token> {
  for (let at = 0; at < sql.length; ) {
    const skipped = skip(sql, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const token = tokenAt(sql, at);
    yield token;
    at = token.end;
  }
}

function skip(sql: string, at: number): number {
  if (/\s/.test(sql.charAt(at))) return at + 1;
  if (sql.startsWith("--", at)) return endOf(sql.indexOf("\n", at), sql);
  if (sql.startsWith("/*", at)) return endOfComment(sql, at);
  return at;
}

/** Comments of Postgres nest. */
function endOfComment(sql: string, from: number): number {
  let depth = 0;
  for (let at = from; at < sql.length; at++) {
    if (sql.startsWith("/*", at)) {
      depth++;
      at++;
    } else if (sql.startsWith("*/", at)) {
      depth--;
      at++;
      if (depth === 0) return at + 1;
    }
  }
  return sql.length;
}

function tokenAt(sql: string, start: number): Token {
  const first = sql.charAt(start);
  if (first === "'") return quoted(sql, start, start, "text", false);
  if (first === '"') return quoted(sql, start, start, "name", false);
  if (/[eE]/.test(first) && sql.charAt(start + 1) === "'") return quoted(sql, start, start + 1, "text", true);
  const tag = matchAt(dollar, sql, start);
  if (tag !== undefined) {
    const begin = start + tag.length;
    const close = sql.indexOf(tag, begin);
    const stop = endOf(close, sql);
    return { kind: "text", text: sql.slice(begin, stop), start, end: close < 0 ? stop : stop + tag.length };
  }
  const found = matchAt(word, sql, start);
  if (found !== undefined) {
    return { kind: "word", text: found.toUpperCase(), start, end: start + found.length };
  }
  const length = matchAt(number, sql, start)?.length ?? 1;
  return { kind: "sign", text: sql.slice(start, start + length), start, end: start + length };
}

function quoted(sql: string, start: number, open: number, kind: "text" | "name", escapes: boolean): Token {
  const quote = sql.charAt(open);
  let at = open + 1;
  while (at < sql.length) {
    if (escapes && sql.charAt(at) === "\\") at += 2;
    else if (sql.charAt(at) !== quote) at++;
    else if (sql.charAt(at + 1) === quote) at += 2;
    else break;
  }
  const stop = Math.min(at, sql.length);
  return {
    kind,
    text: sql.slice(open + 1, stop).replaceAll(quote + quote, quote),
    start,
    end: Math.min(at + 1, sql.length),
  };
}

function matchAt(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
}

function endOf(found: number, sql: string): number {
  return found < 0 ? sql.length : found;
}
