// @ts-check
import { basename } from "node:path";

/**
 * How to start npm on a given Node: the npm that started this, else the one on PATH.
 *
 * @param {string} node the executable
 * @param {string | undefined} [startedBy] what npm says of itself to what it starts
 * @returns {[string, ...string[]]}
 */
export function npmCommand(node, startedBy = process.env.npm_execpath) {
  // yarn and pnpm set the variable too, and neither reads npm's lockfile.
  return startedBy !== undefined && /^npm(-cli)?\.c?js$/.test(basename(startedBy))
    ? [node, startedBy]
    : ["npm"];
}
