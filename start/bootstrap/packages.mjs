// @ts-check
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import {
  asDuration,
  cacheFolder,
  runQuietly,
  showProgress,
  withLock,
} from "../../sandbox/engine/setup/index.mjs";
import { npmCommand } from "./npm.mjs";

/** In node_modules; says what was installed there, and is written last. */
const stampName = ".gatehouse-installed";

/**
 * Installs the packages of package-lock.json unless they are there already.
 *
 * @param {string} checkout
 * @param {string} node the executable to install for
 * @returns {Promise<void>}
 */
export async function readyPackages(checkout, node) {
  const stamp = join(checkout, "node_modules", stampName);
  const wanted = await stampOf(checkout, node);
  if (isStamped(stamp, wanted)) return;

  const progress = showProgress();
  const began = Date.now();
  const tell = () =>
    progress.update(`installing packages (npm ci), ${asDuration(Date.now() - began)} so far`);
  tell();
  const ticking = setInterval(tell, 1_000);
  try {
    const key = createHash("sha256").update(checkout).digest("hex").slice(0, 16);
    await withLock(
      join(cacheFolder(), "locks", `packages-${key}`),
      {
        what: "installs packages",
        onWait: (owner) =>
          console.error(`process ${owner.pid} ${owner.what} in this checkout: waiting for it`),
      },
      async () => {
        if (isStamped(stamp, wanted)) return;
        const [npm, ...args] = npmCommand(node);
        await runQuietly(
          npm,
          [...args, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
          {
            cwd: checkout,
            env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ""}` },
          },
        );
        writeFileSync(stamp, wanted);
      },
    );
  } catch (error) {
    throw new Error(`the packages cannot be installed: ${error instanceof Error ? error.message : error}`);
  } finally {
    clearInterval(ticking);
    progress.end();
  }
}

/**
 * @param {string} checkout
 * @param {string} node
 * @returns {Promise<string>} what must be the same for packages to be still the right ones
 */
async function stampOf(checkout, node) {
  const lockfile = createHash("sha256")
    .update(readFileSync(join(checkout, "package-lock.json")))
    .digest("hex");
  const version = node === process.execPath ? process.version : await runQuietly(node, ["--version"]);
  const [major = ""] = version.trim().split(".");
  return `package-lock.json ${lockfile}\nNode ${major}\n`;
}

/**
 * @param {string} stamp
 * @param {string} wanted
 * @returns {boolean}
 */
function isStamped(stamp, wanted) {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
}
