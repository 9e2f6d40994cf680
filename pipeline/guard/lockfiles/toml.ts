/** What TOML files of package managers hold. Moments stay text. */
export type Toml = string | number | boolean | Toml[] | { [key: string]: Toml };
export type Table = { [key: string]: Toml };

/** A text that is no TOML, or uses a part of it that is not read here. */
export class TomlError extends Error {
  override name = "TomlError";
}

export function isTable(value: Toml | undefined): value is Table {
  return typeof value === "object" && !Array.isArray(value);
}

const tokens =
  /\s+|#[^\n]*|"""[\s\S]*?(?<!\\)"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\[\[|\]\]|[[\]{},=.]|[A-Za-z0-9_+:-]+(?:\.\d[\w:+-]*)?/gy;

/**
 * Reads TOML as far as Cargo and uv write it and people write their manifests.
 *
 * @throws TomlError naming the line; the file then says nothing rather than half of it.
 */
export function parseToml(text: string): Table {
  return new Reader(text).document();
}

class Reader {
  readonly #text: string;
  #at = 0;
  constructor(text: string) {
    this.#text = text.replace(/^\uFEFF/, "");
  }

  document(): Table {
    const root: Table = {};
    let here = root;
    for (let token = this.#next(); token !== undefined; token = this.#next()) {
      if (token === "[[" || token === "[") {
        const path = this.#key(this.#demand());
        this.#expect(token === "[[" ? "]]" : "]");
        here = token === "[[" ? this.#newItem(root, path) : this.#table(root, path);
      } else {
        this.#assign(here, token);
      }
    }
    return root;
  }

  /** The next token that is no space and no comment; undefined at the end. */
  #next(): string | undefined {
    while (this.#at < this.#text.length) {
      tokens.lastIndex = this.#at;
      const [token] = tokens.exec(this.#text) ?? [];
      if (token === undefined) throw this.#fault();
      this.#at += token.length;
      if (!/^[\s#]/.test(token)) return token;
    }
    return undefined;
  }

  #demand(): string {
    const token = this.#next();
    if (token === undefined) throw this.#fault();
    return token;
  }

  #expect(wanted: string): void {
    if (this.#demand() !== wanted) throw this.#fault();
  }

  #peek(): string | undefined {
    const before = this.#at;
    const token = this.#next();
    this.#at = before;
    return token;
  }

  #key(first: string): string[] {
    // A bare key such as 3.1 was read as one number.
    const parts = /^["']/.test(first) ? [textOf(first)] : first.split(".");
    while (this.#peek() === ".") {
      this.#demand();
      parts.push(textOf(this.#demand()));
    }
    return parts;
  }

  #assign(table: Table, first: string): void {
    const path = this.#key(first);
    const last = path.pop() ?? "";
    this.#expect("=");
    this.#table(table, path)[last] = this.#value(this.#demand());
  }

  #value(token: string): Toml {
    if (token === "[" || token === "[[") return this.#list(token === "[[");
    if (token === "{") return this.#inline();
    if (/^["']/.test(token)) return textOf(token);
    if (token === "true" || token === "false") return token === "true";
    const number = Number(token.replaceAll("_", ""));
    if (!Number.isNaN(number)) return number;
    if (/^\d[\w:+.-]*$|^[+-]?(inf|nan)$/.test(token)) return token;
    throw this.#fault();
  }

  /** @param nested whether two brackets were read as one token. */
  #list(nested: boolean): Toml[] {
    const list: Toml[] = nested ? [this.#list(false)] : [];
    for (;;) {
      const token = this.#demand();
      if (token === "]") return list;
      if (token === "]]") {
        this.#at -= 1;
        return list;
      }
      if (token !== ",") list.push(this.#value(token));
    }
  }

  #inline(): Table {
    const table: Table = {};
    for (;;) {
      const token = this.#demand();
      if (token === "}") return table;
      if (token !== ",") this.#assign(table, token);
    }
  }

  #table(root: Table, path: readonly string[]): Table {
    return path.reduce((here, part) => {
      const found = Object.hasOwn(here, part) ? here[part] : undefined;
      const inner = Array.isArray(found) ? found.at(-1) : found;
      if (isTable(inner)) return inner;
      if (inner !== undefined) throw this.#fault();
      const made: Table = {};
      here[part] = made;
      return made;
    }, root);
  }

  #newItem(root: Table, path: readonly string[]): Table {
    const parent = this.#table(root, path.slice(0, -1));
    const name = path.at(-1) ?? "";
    const list = Object.hasOwn(parent, name) ? parent[name] : [];
    if (!Array.isArray(list)) throw this.#fault();
    const made: Table = {};
    parent[name] = [...list, made];
    return made;
  }

  #fault(): TomlError {
    const line = this.#text.slice(0, this.#at).split("\n").length;
    return new TomlError(`line ${line} cannot be read as TOML`);
  }
}

const escapes: Record<string, string> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", '"': '"', "\\": "\\" };

function textOf(token: string): string {
  if (!/^["']/.test(token)) return token;
  const width = /^("""|''')/.test(token) ? 3 : 1;
  const inner = token.slice(width, -width).replace(/^\r?\n/, width === 3 ? "" : "$&");
  if (token.startsWith("'")) return inner;
  return inner.replace(/\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n\s*|.)/g, (_, sign: string) =>
    /^u/i.test(sign) ? String.fromCodePoint(Number.parseInt(sign.slice(1), 16)) : (escapes[sign] ?? ""),
  );
}
