import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { showProgress } from "../../../start/progress/progress.ts";
import { duration, styleFor } from "../../../start/progress/style.ts";

const csi = "\u001b";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubEnv("NO_COLOR", "");
  vi.stubEnv("TERM", "xterm");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

function screen(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 60, written, write: (text: string) => written.push(text) > 0 };
}

it("writes one plain line for each step where there is no terminal", () => {
  const file = screen(false);
  let now = 0;
  const step = showProgress(file, () => now).begin("shared: up");
  step.update("3 of 12 changes");
  now = 1200;
  vi.advanceTimersByTime(1000);
  step.end("12 created");
  expect(file.written).toEqual([`✓ ${"shared: up".padEnd(28)}  1.2 s  12 created\n`]);
});

it("keeps one live line on a terminal, cut to its width", () => {
  const terminal = screen(true);
  const step = showProgress(terminal, () => 0).begin("shared: up");
  step.update(`3 of 12 changes ${"x".repeat(100)}`);
  vi.advanceTimersByTime(100);
  const live = terminal.written.at(-1) ?? "";
  expect(live.startsWith(`\r${csi}[2K`)).toBe(true);
  expect(live).toContain("3 of 12 changes");
  expect(live.length).toBeLessThanOrEqual(60 + 5);
  step.end("12 created");
  const count = terminal.written.length;
  vi.advanceTimersByTime(1000);
  expect(terminal.written).toHaveLength(count);
});

it("honours NO_COLOR, and uses no colour in files", () => {
  expect(styleFor({ isTTY: true }, {}).bad("no")).toBe(`${csi}[31mno${csi}[39m`);
  expect(styleFor({ isTTY: true }, { NO_COLOR: "1" }).bad("no")).toBe("no");
  expect(styleFor({}, {}).bad("no")).toBe("no");
});

it("tells durations as people do", () => {
  expect([0.04, 9.94, 9.96, 59.6, 125].map(duration)).toEqual([
    "0.0 s",
    "9.9 s",
    "10 s",
    "60 s",
    "2 min 5 s",
  ]);
});
