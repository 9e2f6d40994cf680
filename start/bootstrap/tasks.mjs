// @ts-check

const vitest = ["node_modules/vitest/vitest.mjs", "run"];
const check = [
  ["node_modules/@biomejs/biome/bin/biome", "check", "."],
  ["node_modules/typescript/bin/tsc", "--noEmit"],
];

/**
 * What each npm script runs, as arguments of Node: one command after the other, until one fails. Arguments given to
 * the script go to the last.
 *
 * @type {Record<string, readonly (readonly string[])[]>}
 */
const tasks = {
  start: [["start/index.ts"]],
  test: [vitest],
  "test:deep": [[...vitest, "--config", "vitest.deep.config.ts"]],
  check,
  ci: [...check, vitest],
  engine: [["sandbox/engine/cli.ts"]],
  sandbox: [["sandbox/cli.ts"]],
  "sandbox:verify": [["start/verify.ts"]],
  settings: [["stacks/check.ts"]],
  bench: [["bench/index.ts"]],
  doctor: [["doctor/index.ts"]],
  "actions:update": [["components/workflows/actions/update/index.ts"]],
  "workflows:own": [["components/workflows/own/write.ts"]],
  explain: [["start/explain/index.ts"]],
  gate: [["pipeline/cli/hypothetical.ts"]],
  bundle: [["pipeline/bundle/write.ts"]],
  workflows: [["stacks/workflows.ts"]],
};

export const taskNames = Object.keys(tasks);

/**
 * @param {string} task
 * @returns {readonly (readonly string[])[] | undefined} undefined where there is no such task
 */
export function commandsOf(task) {
  return Object.hasOwn(tasks, task) ? tasks[task] : undefined;
}
