// @ts-check
import { spawn } from "node:child_process";
import { delimiter, dirname } from "node:path";

/** What is passed on to the child, so that it can end in order. @type {NodeJS.Signals[]} */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs the commands of a task and ends this process as the last one that ran has ended: with its exit code, or by
 * the signal that ended it.
 *
 * @param {{ checkout: string, node: string, commands: readonly (readonly string[])[], args: readonly string[] }} task
 * @returns {Promise<void>}
 */
export async function runCommand({ checkout, node, commands, args }) {
  const env = {
    ...withoutPulumi(process.env),
    PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ""}`,
  };
  for (const [index, command] of commands.entries()) {
    const isLast = index === commands.length - 1;
    const ending = await run(node, isLast ? [...command, ...args] : command, { cwd: checkout, env });
    if (ending.signal !== null) {
      process.kill(process.pid, ending.signal);
      return;
    }
    process.exitCode = ending.code ?? 1;
    if (ending.code !== 0) return;
  }
}

/**
 * A shell in which somebody exported Pulumi's variables for work by hand (`npm run sandbox` prints such lines) must not
 * steer the engines that a task starts: to another folder, another state, or a real account.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @returns {NodeJS.ProcessEnv}
 */
function withoutPulumi(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("PULUMI_")));
}

/**
 * @param {string} node
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
 */
function run(node, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { ...options, stdio: "inherit" });
    /** @param {NodeJS.Signals} signal */
    const passOn = (signal) => {
      // A terminal has sent Ctrl-C to the child as well, and a second one would mean "at once".
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of signals) process.on(signal, passOn);
    const settled = () => {
      for (const signal of signals) process.off(signal, passOn);
    };
    child.once("error", (error) => {
      settled();
      reject(error);
    });
    child.once("close", (code, signal) => {
      settled();
      resolve({ code, signal });
    });
  });
}
