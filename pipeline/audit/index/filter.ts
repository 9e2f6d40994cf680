import type { Row } from "./row.ts";

/** What is looked for; all that is given must hold. */
export interface Filter {
  /** Moments, ISO: `from` is inside, `to` is not. */
  from?: string;
  to?: string;
  actor?: string;
  /** A commit, or its beginning from seven digits on. */
  commit?: string;
  outcome?: string;
  type?: string;
  /** In any case of letters. */
  text?: string;
}

export function matches(row: Row, { from, to, actor, commit, outcome, type, text }: Filter): boolean {
  return (
    (from === undefined || row.at >= from) &&
    (to === undefined || row.at < to) &&
    // GitHub's names are the same in any case of letters.
    (actor === undefined || row.actor.toLowerCase() === actor.toLowerCase()) &&
    (commit === undefined || row.commit.startsWith(commit.toLowerCase())) &&
    (outcome === undefined || row.outcome === outcome) &&
    (type === undefined || row.type === type) &&
    (text === undefined || row.text.includes(text.toLowerCase()))
  );
}

/** The rarest piece that every line must hold which can match; undefined when no piece is certain. */
export function needleOf({ commit, text, outcome, type }: Filter): string | undefined {
  if (commit) return `"commit":"${commit.toLowerCase()}`;
  // Inside a text of a JSON line, as JSON.stringify escapes it.
  if (text) return JSON.stringify(text.toLowerCase()).slice(1, -1);
  if (outcome) return `"outcome":${JSON.stringify(outcome)}`;
  return type ? `"type":${JSON.stringify(type)}` : undefined;
}

/** The lines of a text that hold a piece; all lines without one. */
export function* linesWith(content: string, needle: string | undefined): Generator<string> {
  for (let from = 0; from < content.length; ) {
    const hit = needle === undefined ? from : content.indexOf(needle, from);
    if (hit < 0) return;
    const begin = content.lastIndexOf("\n", hit) + 1;
    const end = content.indexOf("\n", hit);
    yield content.slice(needle === undefined ? from : begin, end);
    from = end + 1;
  }
}
