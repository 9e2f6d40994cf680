import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";
import { canonicalJson } from "../../../components/json.ts";
import { findEngine } from "../../../sandbox/engine/index.ts";
import { openSandbox } from "../../../sandbox/index.ts";
import { refreshWorkingCopy } from "../../../sandbox/working-copy.ts";
import { type Place, repository } from "../harness.ts";
import { compactCloud, compactState } from "./compact.ts";

/** The stacks of the root configuration, in the order in which they build on each other. */
export const stacks = ["shared", "development", "staging", "production"] as const;

/** What the state of a recording is encrypted with. It protects nothing: every value that it hides is made up here. */
const passphrase = "recorded";

const secretNames = [
  ...[
    "DATABASE_URL",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
  ],
  ...["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "JWT_SECRET"],
  ...["CLERK_SECRET_KEY", "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"],
];

/** The values that the recorded pipeline's secrets have, so that no change of a secret hides a change of the program. */
export const secretValues: Record<string, string> = {
  ...Object.fromEntries(secretNames.map((name) => [name, `made-up-${name.toLowerCase()}`])),
  // 32 bytes, as its format asks.
  ENCRYPTION_KEY: "0".repeat(64),
};

/** Where the states of past releases lie: one folder for each, by its version. */
export const recordings = join(repository, "test", "recorded");

export function releases(): string[] {
  if (!existsSync(recordings)) return [];
  const entries = readdirSync(recordings, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Readies a place whose sandbox encrypts as recordings are encrypted. */
export function useRecordedPassphrase({ folder }: Place): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, "passphrase"), `${passphrase}\n`, { mode: 0o600 });
}

/** Writes what a place holds as the recording of a release. */
export async function record(place: Place, release: string): Promise<string[]> {
  const target = join(recordings, release);
  const write = (kind: string, name: string, content: unknown) => {
    mkdirSync(join(target, kind), { recursive: true });
    const file = join(target, kind, `${name}.json`);
    writeFileSync(file, demandPortable(file, `${linePerEntry(content)}\n`, place));
    return file;
  };
  const states = await exportStates(place);
  const clouds = readdirSync(join(place.folder, "clouds")).filter((file) => file.endsWith(".json"));
  return [
    ...Object.entries(states).map(([stack, state]) => write("stacks", stack, compactState(state))),
    ...clouds.map((file) => {
      const cloud: unknown = JSON.parse(readFileSync(join(place.folder, "clouds", file), "utf8"));
      return write("clouds", file.replace(/\.json$/, ""), compactCloud(cloud, isSecret));
    }),
  ];
}

function isSecret(text: string): boolean {
  return Object.values(secretValues).includes(text);
}

const doppler = z.looseObject({
  secrets: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.string()))),
});

/** Lays the clouds of a recording into a place that has none yet, with the secrets that were taken out of them. */
export function replayClouds({ folder }: Place, release: string): void {
  const clouds = join(folder, "clouds");
  cpSync(join(recordings, release, "clouds"), clouds, { recursive: true });
  const file = join(clouds, "doppler.json");
  const document = doppler.parse(JSON.parse(readFileSync(file, "utf8")));
  for (const configs of Object.values(document.secrets)) {
    for (const config of Object.values(configs)) {
      for (const name of Object.keys(config)) config[name] = secretValues[name] ?? "";
    }
  }
  writeFileSync(file, JSON.stringify(document));
}

const deployment = z.object({ version: z.number(), deployment: z.looseObject({}) });

/** The state that a recording has of a stack. */
export function recordedState(release: string, stack: string): Deployment {
  const file = join(recordings, release, "stacks", `${stack}.json`);
  return deployment.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** The states as `pulumi stack export` writes them: secrets stay encrypted, which the SDK's own export does not do. */
async function exportStates(place: Place): Promise<Record<string, unknown>> {
  const [engine, sandbox] = await Promise.all([findEngine(), openSandbox({ folder: place.folder })]);
  const cwd = refreshWorkingCopy(place.config, place.folder);
  const env = {
    ...process.env,
    ...sandbox.environment,
    PATH: [...engine.path, process.env["PATH"]].join(delimiter),
  };
  const states: Record<string, unknown> = {};
  try {
    for (const stack of stacks) {
      const args = ["stack", "export", "--stack", stack, "--non-interactive"];
      const { stdout } = await promisify(execFile)(engine.command, args, { cwd, env, maxBuffer: 2 ** 28 });
      states[stack] = JSON.parse(stdout);
    }
  } finally {
    await sandbox.close();
  }
  return states;
}

/** @throws Error when a file holds a value that was to be encrypted, or a path of this machine. */
function demandPortable(file: string, text: string, { root }: Place): string {
  const found = [root, repository, ...(process.env["HOME"] ? [process.env["HOME"]] : [])].filter(
    (path) => path.length > 1 && text.includes(path),
  );
  const secrets = Object.values(secretValues).filter((value) => text.includes(value));
  if (found.length + secrets.length === 0) return text;
  throw new Error(
    `${file} would hold ${[...found, ...secrets].join(", ")}. Take it out in test/e2e/recorded/compact.ts, or see why the ` +
      "program keeps it in the open.",
  );
}

/** JSON with sorted keys and one line for each entry near the top, so that two recordings can be compared. */
function linePerEntry(content: unknown, depth = 3): string {
  if (depth === 0 || typeof content !== "object" || content === null) return canonicalJson(content);
  const [open, close, entries] = Array.isArray(content)
    ? ["[", "]", content.map((item) => linePerEntry(item, depth - 1))]
    : [
        "{",
        "}",
        Object.entries(content)
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .map(([key, value]) => `${JSON.stringify(key)}:${linePerEntry(value, depth - 1)}`),
      ];
  return entries.length === 0 ? open + close : `${open}\n${entries.join(",\n")}\n${close}`;
}
