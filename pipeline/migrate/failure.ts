/** A database or a migration did not do what was asked: the verdict is no. The message says what to do. */
export class MigrationFailure extends Error {
  override name = "MigrationFailure";
}

/** What is wrong with a file, as `migrate check` lists it. */
export interface Finding {
  /** Below the repository. */
  file: string;
  line?: number;
  /** `refused` says no; a warning is told. */
  level: "refused" | "warning";
  what: string;
  todo: string;
}

/** The place of a finding for people: `backend/migrations/015_a.sql:3`. */
export function placeOfFinding({ file, line }: Finding): string {
  return line === undefined ? file : `${file}:${line}`;
}
