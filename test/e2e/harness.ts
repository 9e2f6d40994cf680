import { type ChildProcess, spawn } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Document, parseDocument } from "yaml";

export const repository = resolve(import.meta.dirname, "..", "..");

/** A pipeline laid out in a folder of its own, with a sandbox of its own. */
export interface Place {
  root: string;
  /** Pulumi.yaml, the stack files and a stub that imports the real program. */
  config: string;
  /** The sandbox's folder. */
  folder: string;
  remove(): void;
}

/** Changes to the settings files, by file name. */
export type Edits = Record<string, (file: Document) => void>;

/** Lays the repository's own pipeline out, with changes. */
export function layOut(edits: Edits = {}): Place {
  const root = mkdtempSync(join(tmpdir(), "gatehouse-e2e-"));
  const config = join(root, "config");
  mkdirSync(config);
  const files = readdirSync(repository).filter((name) => /^Pulumi(\..+)?\.yaml$/.test(name));
  for (const name of files) cpSync(join(repository, name), join(config, name));
  // What an example does as well: the program is the repository's, its settings are the folder's.
  const program = JSON.stringify(join(repository, "stacks", "index.ts"));
  writeFileSync(join(config, "index.ts"), `export { default } from ${program};\n`);
  writeFileSync(join(config, "package.json"), '{ "type": "module" }\n');
  symlinkSync(join(repository, "node_modules"), join(config, "node_modules"));
  const place = {
    root,
    config,
    folder: join(root, "sandbox"),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
  edit(place, {
    "Pulumi.yaml": (file) => {
      file.set("main", "index.ts");
      file.setIn(["plugins", "providers", 0, "path"], join(repository, "provider"));
    },
  });
  edit(place, edits);
  return place;
}

export function edit({ config }: Place, edits: Edits): void {
  for (const [name, change] of Object.entries(edits)) {
    const path = join(config, name);
    const file = parseDocument(readFileSync(path, "utf8"));
    change(file);
    writeFileSync(path, file.toString());
  }
}

/** What a run of the main job left. */
export interface Run {
  /** Undefined when a signal ended it. */
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
  seconds: number;
}

export interface Running {
  process: ChildProcess;
  /** What it has said so far. */
  stderr(): string;
  end: Promise<Run>;
}

/** Starts `npm start` as it is after its set-up, in a process group of its own. */
export function begin(
  place: Place,
  args: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Running {
  const since = performance.now();
  const command = [
    join(repository, "start", "index.ts"),
    "--config",
    place.config,
    "--folder",
    place.folder,
    ...args,
  ];
  const child = spawn(process.execPath, command, {
    cwd: place.root,
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const end = new Promise<Run>((done, failed) => {
    child.on("error", failed);
    child.on("close", (code) =>
      done({ exitCode: code ?? undefined, stdout, stderr, seconds: (performance.now() - since) / 1000 }),
    );
  });
  return { process: child, stderr: () => stderr, end };
}

export function run(
  place: Place,
  args: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Promise<Run> {
  return begin(place, args, environment).end;
}

/** Ends the job, the engine, the program and all that they started, as a power cut would: at once. */
export function killAll({ process: { pid } }: Running): void {
  if (pid === undefined) throw new Error("The job did not start.");
  process.kill(-pid, "SIGKILL");
}

/** Every file below a folder. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** All that a sandbox holds, by file: to see that nothing was changed. */
export function contentsOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    filesBelow(folder).map((file) => [file.slice(folder.length), readFileSync(file, "utf8")]),
  );
}
