import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { MigrationRules } from "../../contract/migrations.ts";
import type { Finding } from "../failure.ts";
import { type Migration, readScript, type Script } from "./script.ts";

/** The migrations of a folder in their order, and what is wrong with the files' names and places. */
export interface Folder {
  /** Below the repository. */
  path: string;
  migrations: readonly Migration[];
  findings: readonly Finding[];
}

const forms = {
  "three-digits": {
    pattern: /^(\d{3})_([a-z0-9]+(?:_[a-z0-9]+)*)\.sql$/,
    words: "three digits, a name in snake case and .sql, as 015_new_feature.sql",
  },
  timestamp: {
    pattern: /^(\d{14})_([a-z0-9]+(?:_[a-z0-9]+)*)\.sql$/,
    words: "a moment of 14 digits, a name in snake case and .sql, as 20270131150000_new_feature.sql",
  },
} as const;

interface Named {
  version: string;
  script: Script;
}

/** Reads the migrations of a checkout. @param root of the repository. @param folder in place of the rules' own. */
export function readFolder(root: string, rules: MigrationRules, folder = rules.folder): Folder {
  const undoFolder = undoFolderOf(folder, rules);
  const findings: Finding[] = [];
  const ups = read(root, folder, rules, findings);
  const undos = read(root, undoFolder, rules, findings);
  findings.push(...duplicates(ups), ...duplicates(undos), ...gaps(ups, rules));
  const migrations = ups.map(({ version, script }): Migration => {
    const undo = undos.find((one) => one.version === version)?.script;
    return { version, name: script.name.replace(/\.sql$/, ""), up: script, ...(undo && { undo }) };
  });
  for (const { version, script } of undos) {
    if (ups.some((one) => one.version === version)) continue;
    findings.push({
      file: script.file,
      level: "refused",
      what: "It undoes a migration that is not there.",
      todo: `Give it the number of the migration that it undoes, or remove it.`,
    });
  }
  return { path: folder, migrations, findings };
}

/** A folder that is named in place of the rules' own lies in a checkout of its own, or brings its way back below it. */
function undoFolderOf(folder: string, { folder: usual, undoFolder }: MigrationRules): string {
  if (folder === usual) return undoFolder;
  if (folder.endsWith(`/${usual}`)) return `${folder.slice(0, -usual.length)}${undoFolder}`;
  return undoFolder.startsWith(`${usual}/`) ? `${folder}${undoFolder.slice(usual.length)}` : undoFolder;
}

function read(root: string, folder: string, rules: MigrationRules, findings: Finding[]): Named[] {
  const { pattern, words } = forms[rules.numbering];
  const named: Named[] = [];
  for (const name of filesIn(root, folder, findings)) {
    const file = `${folder}/${name}`;
    const version = pattern.exec(name)?.[1];
    if (version === undefined) {
      findings.push({
        file,
        level: "refused",
        what: `The name ${JSON.stringify(name)} has no number that says when its turn is.`,
        todo: `Allowed: ${words}.`,
      });
      continue;
    }
    const script = readScript(readFileSync(resolve(root, file), "utf8"), name, file);
    findings.push(...script.findings);
    named.push({ version, script });
  }
  return named;
}

function filesIn(root: string, folder: string, findings: Finding[]): string[] {
  try {
    return readdirSync(resolve(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".sql"))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : String(error);
    findings.push({
      file: folder,
      level: "refused",
      what: `The folder cannot be read (${reason}).`,
      todo: "Check the release out, and compare the folder with the settings.",
    });
    return [];
  }
}

function duplicates(all: readonly Named[]): Finding[] {
  return all.flatMap(({ version, script }, index) => {
    const before = all[index - 1];
    if (before?.version !== version) return [];
    return {
      file: script.file,
      level: "refused" as const,
      what: `The number ${version} is taken by ${before.script.name}.`,
      todo: "Give the newer one the next free number.",
    };
  });
}

/** Only numbers that follow each other show that one is missing. */
function gaps(all: readonly Named[], { numbering }: MigrationRules): Finding[] {
  if (numbering !== "three-digits") return [];
  return all.flatMap(({ version, script }, index) => {
    const before = all[index - 1];
    if (!before || Number(version) <= Number(before.version) + 1) return [];
    const missing = String(Number(before.version) + 1).padStart(3, "0");
    return {
      file: script.file,
      level: "refused" as const,
      what: `There is a gap: ${missing} is missing between ${before.version} and ${version}.`,
      todo: `Bring ${missing} back, or number what follows anew as long as it ran nowhere.`,
    };
  });
}
