import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it, vi } from "vitest";
import { runs, until } from "../fakes.ts";
import { project } from "./project.ts";

// Each starts the engine several times, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const hanging = `
import { renameSync, writeFileSync } from "node:fs";
writeFileSync("draft", JSON.stringify([process.pid, process.ppid]));
renameSync("draft", "pids");
setInterval(() => {}, 1000);
await new Promise(() => {});
`;

it("leaves neither host nor program behind when the engine is killed", async () => {
  const tiny = await project(hanging);
  const engine = spawn(inject("engine").command, ["preview", "--non-interactive"], {
    cwd: tiny.folder,
    env: tiny.env,
    stdio: "ignore",
  });
  const file = join(tiny.folder, "pids");
  await until(() => existsSync(file));
  const pids: number[] = JSON.parse(readFileSync(file, "utf8"));
  expect(pids.map(runs)).toEqual([true, true]);

  engine.kill("SIGKILL");
  await until(() => pids.every((pid) => !runs(pid)), 5_000);
});
