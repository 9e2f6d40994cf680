import type { Applied, History } from "../database/history.ts";
import type { Finding } from "../failure.ts";
import type { Folder } from "../files/folder.ts";
import type { Migration } from "../files/script.ts";

/** What a database has and what it lacks, of a folder's migrations. */
export interface Pending {
  /** In the order in which they are applied. */
  pending: readonly Migration[];
  /** The newest version that the database has; undefined for an empty one. */
  head: string | undefined;
  findings: readonly Finding[];
}

/** Compares a folder with a database. @param today as 2027-01-31: consents end. */
export function pendingOf(folder: Folder, history: History, today: string): Pending {
  const there = new Map(history.applied.map((one) => [one.version, one]));
  const head = history.applied.at(-1)?.version;
  const pending = folder.migrations.filter(({ version }) => !there.has(version));
  return {
    pending,
    head,
    findings: [
      ...folder.migrations.flatMap((migration) => edited(migration, there.get(migration.version))),
      ...missing(folder, history),
      ...pending.flatMap((migration) => [
        ...late(migration, head),
        ...again(migration, history),
        ...expired(migration, today),
      ]),
    ],
  };
}

function refusal({ up }: Migration, what: string, todo: string): Finding {
  return { file: up.file, level: "refused", what, todo };
}

function edited(migration: Migration, applied: Applied | undefined): Finding[] {
  if (!applied || applied.checksum === migration.up.checksum) return [];
  if (applied.checksum === null) {
    return [
      {
        file: migration.up.file,
        level: "warning",
        what: "It ran before this runtime came: whether it was edited since, nobody can tell.",
        todo: "Nothing.",
      },
    ];
  }
  return [
    refusal(
      migration,
      `It was edited after it ran (it ran as ${applied.checksum.slice(0, 12)}, it is ${migration.up.checksum.slice(0, 12)}).`,
      "Take the edit back, and write what it was meant to do as a new migration.",
    ),
  ];
}

function missing({ migrations, path }: Folder, { applied }: History): Finding[] {
  const known = new Set(migrations.map(({ version }) => version));
  return applied
    .filter(({ version }) => !known.has(version))
    .map(({ version, name }) => ({
      file: path,
      level: "refused" as const,
      what: `The database has ${name ?? version}, and the folder has not.`,
      todo: "Bring the file back, or deploy a commit that has it: nothing can be said of a schema nobody has written.",
    }));
}

function late(migration: Migration, head: string | undefined): Finding[] {
  if (head === undefined || migration.version > head) return [];
  return [
    refusal(
      migration,
      `It comes too late: the database is at ${head} already.`,
      `Give it a number above ${head}.`,
    ),
  ];
}

/** S000-MIG-05. */
function again(migration: Migration, { ranOnce }: History): Finding[] {
  if (!ranOnce.has(migration.version)) return [];
  return [
    refusal(
      migration,
      "It is marked run-once and ran before: it never runs again.",
      "Write what is still to be done as a new migration.",
    ),
  ];
}

function expired(migration: Migration, today: string): Finding[] {
  const { losesData, noTransaction } = migration.up.markers;
  return Object.entries({ "loses-data": losesData, "no-transaction": noTransaction }).flatMap(
    ([name, consent]) =>
      consent && consent.until < today
        ? [
            refusal(
              migration,
              `Its consent ${name} ended on ${consent.until}.`,
              "Ask again: write a new day and reason if it still holds.",
            ),
          ]
        : [],
  );
}
