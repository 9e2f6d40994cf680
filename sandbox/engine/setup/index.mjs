// @ts-check
// What the bootstrap and the finder share. Plain JavaScript without packages: it runs before there are any, and on
// Nodes that do not know TypeScript (18 and later).
export { cacheFolder } from "./cache-folder.mjs";
export { withLock } from "./lock.mjs";
export { asDuration, showProgress } from "./progress.mjs";
export { putInPlace } from "./put-in-place.mjs";
export { runQuietly } from "./run-quietly.mjs";
