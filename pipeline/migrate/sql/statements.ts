import { type Token, tokensOf } from "./tokens.ts";

/** One statement of a script. */
export interface Statement {
  /** Without its semicolon. */
  sql: string;
  /** Of its first token, counted from 1. */
  line: number;
  start: number;
  /** Behind its semicolon. */
  end: number;
  tokens: readonly Token[];
}

/** Cuts a script at its semicolons, as psql does: not within parentheses, nor within the body of a function. */
export function statementsOf(sql: string): Statement[] {
  const statements: Statement[] = [];
  let tokens: Token[] = [];
  let parentheses = 0;
  let body = 0;
  const close = (end: number) => {
    const [first] = tokens;
    const last = tokens.at(-1);
    if (first && last) {
      statements.push({
        sql: sql.slice(first.start, last.end),
        line: lineAt(sql, first.start),
        start: first.start,
        end,
        tokens,
      });
    }
    tokens = [];
    parentheses = 0;
    body = 0;
  };
  for (const token of tokensOf(sql)) {
    if (token.kind === "sign") {
      if (token.text === "(") parentheses++;
      if (token.text === ")") parentheses--;
      if (token.text === ";" && parentheses <= 0 && body === 0) {
        close(token.end);
        continue;
      }
    }
    // CREATE FUNCTION ... BEGIN ATOMIC ...; ...; END
    if (token.kind === "word" && tokens[0]?.text === "CREATE") {
      if (token.text === "ATOMIC" && tokens.at(-1)?.text === "BEGIN") body++;
      else if (body > 0 && token.text === "CASE") body++;
      else if (body > 0 && token.text === "END") body--;
    }
    tokens.push(token);
  }
  close(sql.length);
  return statements;
}

/** The line, counted from 1, of a place in a text. */
export function lineAt(text: string, place: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < place; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

/** The words, signs and quoted names of a statement as one text, texts left out: to compare with a pattern. */
export function shapeOf(statement: { tokens: readonly Token[] }): string {
  return statement.tokens
    .map(({ kind, text }) =>
      kind === "text" ? "'" : kind === "name" ? `"${text.replace(/[\s"]/g, "_")}"` : text,
    )
    .join(" ");
}
