// @ts-check
// What every npm script starts: brings a fitting Node and the packages, then goes on as the wanted task. It has to
// run on Nodes from 18 on and without node_modules, so it is plain JavaScript and so is all that it imports.
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { findNode } from "./bootstrap/node.mjs";
import { readyPackages } from "./bootstrap/packages.mjs";
import { runCommand } from "./bootstrap/run-command.mjs";
import { commandsOf, taskNames } from "./bootstrap/tasks.mjs";

const checkout = dirname(dirname(fileURLToPath(import.meta.url)));
const [task, ...args] = process.argv.slice(2);
const commands = commandsOf(task ?? "");

if (commands === undefined) {
  console.error(`bootstrap: "${task ?? ""}" is no task; the tasks are ${taskNames.join(", ")}`);
  process.exitCode = 2;
} else {
  try {
    const node = await findNode();
    await readyPackages(checkout, node);
    await runCommand({ checkout, node, commands, args });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
