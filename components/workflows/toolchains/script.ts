/** A word as bash reads it, whatever it holds. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Words of a command line, those from the settings quoted. */
export function commandLine(...words: readonly string[]): string {
  return words.map(quoted).join(" ");
}

/** A path within a service's folder, from the workspace. */
export function within(folder: string, path: string): string {
  return folder === "." ? path : `${folder}/${path}`;
}

/** The part of an id that a person's word gives: `Lint and type check` is `lint-and-type-check`. */
export function slug(words: string): string {
  return words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** `end-to-end` begins a sentence: `End-to-end`. */
export function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
