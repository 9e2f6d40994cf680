// One `migrate up` as a process of its own, which kills itself at a query: KILL_AT counts them, KILL_WHEN is `before`
// the query is sent or `after`, while it runs. Prints how many there were.
import { Client } from "pg";
import { run } from "../../../pipeline/cli/run.ts";
import { migrateCommands } from "../../../pipeline/migrate/index.ts";

const at = Number(process.env["KILL_AT"] ?? "0");
const after = process.env["KILL_WHEN"] === "after";
let queries = 0;
const query: (...args: unknown[]) => unknown = Client.prototype.query;
Object.defineProperty(Client.prototype, "query", {
  value(this: Client, ...args: unknown[]) {
    queries++;
    if (queries === at && !after) process.kill(process.pid, "SIGKILL");
    const answer = Reflect.apply(query, this, args);
    // What was written has left the process by then; the answer has not come.
    if (queries === at) setImmediate(() => process.kill(process.pid, "SIGKILL"));
    return answer;
  },
});

const none = () => Promise.reject(new Error("no facts are asked for"));
process.exitCode = await run(migrateCommands, process.argv.slice(2), {
  environment: process.env,
  now: () => Date.now(),
  out: () => undefined,
  err: (text) => process.stderr.write(text),
  colour: false,
  runtimeHash: () => undefined,
  gateFacts: none,
  approvalFacts: none,
});
process.stdout.write(`${queries}\n`);
