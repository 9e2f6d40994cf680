import { existsSync, readdirSync, rmSync } from "node:fs";
import { placesOf } from "./environment.ts";
import { takeLock } from "./lock.ts";

/** A sandbox that cannot be thrown away now; the message says why. */
export class ResetError extends Error {
  override name = "ResetError";
}

/**
 * Throws a sandbox away: its clouds, Pulumi's state of them and its private home.
 *
 * @returns false when there was none.
 * @throws ResetError when it is running, or when the folder holds something else.
 */
export function resetSandbox(folder: string): boolean {
  if (!existsSync(folder)) return false;
  if (readdirSync(folder).length > 0 && !existsSync(placesOf(folder).clouds)) {
    throw new ResetError(`${folder} is no sandbox's folder: it has no "clouds" in it. Nothing was removed.`);
  }
  const lock = takeLock(folder);
  if ("heldBy" in lock) {
    throw new ResetError(
      `The sandbox in ${folder} is running in process ${lock.heldBy}. Stop that first (kill ${lock.heldBy}); ` +
        "nothing was removed.",
    );
  }
  // The lock goes last, with the folder: nobody opens what is half removed.
  for (const entry of readdirSync(folder)) {
    if (entry !== "lock") rmSync(`${folder}/${entry}`, { recursive: true, force: true });
  }
  rmSync(folder, { recursive: true, force: true });
  return true;
}
