// @ts-check
import { spawn } from "node:child_process";

/** A failed command is quoted with this many of its first and of its last lines: some say why first, some last. */
const quotedLines = 8;

/** What ends this process, and so has to end what it started. @type {NodeJS.Signals[]} */
const endings = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a command without showing its output and returns what it wrote to stdout. A failure is one error that says
 * how it ended and quotes its first and last lines.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {object} [options]
 * @param {string | undefined} [options.cwd]
 * @param {NodeJS.ProcessEnv | undefined} [options.env] replaces the environment
 * @param {number | undefined} [options.timeout] milliseconds; none by default
 * @param {AbortSignal | undefined} [options.signal]
 * @param {((line: string) => void) | undefined} [options.onLine] hears every line of stderr
 * @returns {Promise<string>}
 */
export function runQuietly(command, args, { cwd, env = process.env, timeout, signal, onLine } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let partial = "";
    /** @type {string[]} */
    const first = [];
    /** @type {string[]} */
    const last = [];
    let timedOut = false;
    const timer =
      timeout === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill("SIGKILL");
          }, timeout);
    const abort = () => child.kill("SIGTERM");
    signal?.addEventListener("abort", abort, { once: true });
    /** @type {NodeJS.Signals | undefined} */
    let ending;
    /** @param {NodeJS.Signals} received */
    const passOn = (received) => {
      ending = received;
      child.kill(received);
    };
    for (const name of endings) process.on(name, passOn);

    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk) => {
      const lines = `${partial}${chunk}`.split("\n");
      partial = lines.pop() ?? "";
      for (const line of lines) {
        onLine?.(line);
        if (line.trim() === "") continue;
        if (first.length < quotedLines) first.push(line);
        else last.push(line);
        if (last.length > quotedLines) last.shift();
      }
    });
    child.once("error", (error) =>
      finish(() => reject(new Error(`${command} cannot be run: ${error.message}`))),
    );
    child.once("close", (code, killedBy) =>
      finish(() => {
        if (code === 0) return resolve(stdout);
        if (signal?.aborted) return reject(signal.reason);
        const quoted = [...first, ...last, partial].filter((line) => line.trim() !== "");
        const how = timedOut
          ? `did not end within ${timeout} ms`
          : code === null
            ? `was ended by ${killedBy}`
            : `ended with exit code ${code}`;
        const tail =
          quoted.length > 0
            ? quoted
            : stdout
                .trim()
                .split("\n")
                .slice(-2 * quotedLines);
        reject(new Error([`\`${[command, ...args].join(" ")}\` ${how}`, ...tail].join("\n  ").trim()));
      }),
    );

    /** @param {() => void} settle */
    function finish(settle) {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      for (const name of endings) process.off(name, passOn);
      // Nobody else listens: without the listener of above the signal would have ended this process.
      if (ending !== undefined && process.listenerCount(ending) === 0) process.kill(process.pid, ending);
      settle();
    }
  });
}
