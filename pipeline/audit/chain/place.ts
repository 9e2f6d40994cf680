/** The books of the ledger. Each holds one chain of records per environment. */
export const books = ["ledger", "secret-access", "security-scans", "metrics"] as const;

export type Book = (typeof books)[number];

/** One chain: a book and an environment. */
export interface Place {
  book: Book;
  environment: string;
}

/** Where the archive keeps what: prefixes of its bucket, each with a slash at its end. */
export interface Layout {
  books: Readonly<Record<Book, string>>;
  /** What jobs write before an environment opens. */
  early: string;
  /** Copies of days in one object. */
  segments: string;
}

/** The layout of an export, and of an archive whose contract says nothing else. */
export const usualLayout: Layout = {
  books: {
    ledger: "ledger/",
    "secret-access": "secret-access/",
    "security-scans": "security-scans/",
    metrics: "metrics/",
  },
  early: "pre/",
  segments: "segments/",
};

/** So many digits that keys sort as their numbers do, for more records than any pipeline writes. */
const digits = 12;

/** The prefix of a chain's records, for example `ledger/production/`. */
export function chainPrefix(layout: Layout, { book, environment }: Place): string {
  return `${layout.books[book]}${environment}/`;
}

/** The key of a record. */
export function recordKey(layout: Layout, place: Place, sequence: number): string {
  return `${chainPrefix(layout, place)}${String(sequence).padStart(digits, "0")}.json`;
}

/** The sequence in a record's key; undefined when the key is none of this chain. */
export function sequenceIn(layout: Layout, place: Place, key: string): number | undefined {
  const prefix = chainPrefix(layout, place);
  if (!key.startsWith(prefix)) return undefined;
  const name = /^(\d{12})\.json$/.exec(key.slice(prefix.length))?.[1];
  const sequence = Number(name);
  return name !== undefined && sequence > 0 ? sequence : undefined;
}

/** For people and for GitHub: `ledger/production`. */
export function placeName({ book, environment }: Place): string {
  return `${book}/${environment}`;
}

/** @returns undefined when the name is none of a chain. */
export function placeNamed(name: string): Place | undefined {
  const [first, environment, ...rest] = name.split("/");
  const book = books.find((one) => one === first);
  return book && environment && rest.length === 0 ? { book, environment } : undefined;
}
