/** HTML that needs no further escaping. Only `html` makes it, so a text cannot become HTML by mistake. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Piece = Html | string | number | undefined | readonly Piece[];

/** Puts texts into HTML, each escaped for where it may stand: between tags, and in attributes with double quotes. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(parts.reduce((text, part, index) => `${text}${textOf(pieces[index - 1])}${part}`));
}

function textOf(piece: Piece): string {
  if (piece === undefined) return "";
  if (piece instanceof Html) return piece.text;
  if (typeof piece === "string" || typeof piece === "number") return escapeHtml(String(piece));
  return piece.map(textOf).join("");
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return (
    text
      .replace(/[&<>"']/g, (one) => entities[one] ?? "")
      // Controls, and marks that turn the direction of writing: a name could be made to read as another.
      .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (one) => (one === "\n" ? one : "\ufffd"))
  );
}
