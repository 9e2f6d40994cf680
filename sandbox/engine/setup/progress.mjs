// @ts-check

/** What takes less than this is not worth a line, in milliseconds. */
const silence = 2_000;
/** Between two lines where lines stay (a log, a pipe), in milliseconds. */
const interval = 15_000;

/**
 * Shows how far something is: one line that changes on a terminal, else a line now and then. Nothing is shown of
 * what ends within two seconds.
 *
 * @param {{ isTTY?: boolean | undefined, columns?: number | undefined, write(text: string): unknown }} stream
 * @returns {{ update(message: string): void, end(): void }} `end` clears the line; more updates may follow
 */
export function showProgress(stream = process.stderr) {
  const live = stream.isTTY === true;
  /** @type {number | undefined} */
  let began;
  let lastLine = 0;
  let shown = false;
  return {
    update(message) {
      const now = Date.now();
      began ??= now;
      if (now - began < silence) return;
      if (live) {
        const line = message.slice(0, (stream.columns ?? 80) - 1);
        stream.write(`\r\u001b[K${line}`);
        shown = true;
      } else if (now - lastLine >= interval) {
        stream.write(`${message}\n`);
        lastLine = now;
      }
    },
    end() {
      if (shown) stream.write("\r\u001b[K");
      began = undefined;
      lastLine = 0;
      shown = false;
    },
  };
}

/**
 * @param {number} milliseconds
 * @returns {string} as people read it: "42 s", "3 min 5 s"
 */
export function asDuration(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
