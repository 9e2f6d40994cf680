import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";

const endpoint = z.object({
  pid: z.int(),
  /** Where each provider answers, by its name. */
  providers: z.record(z.string(), z.int()),
  githubUrl: z.url(),
});

/** Where a running sandbox answers. */
export type Endpoint = z.infer<typeof endpoint>;

const fileOf = (folder: string) => join(folder, "endpoint.json");

export function writeEndpoint(folder: string, value: Endpoint): void {
  const next = `${fileOf(folder)}.${process.pid}.next`;
  writeFileSync(next, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(next, fileOf(folder));
}

/** The endpoint that was written last; its sandbox may be gone. */
export function readEndpoint(folder: string): Endpoint | undefined {
  let text: string;
  try {
    text = readFileSync(fileOf(folder), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  return endpoint.safeParse(JSON.parse(text)).data;
}

/** Waits until the sandbox of a process answers, which it does shortly after it took the lock. */
export async function endpointOf(
  folder: string,
  pid: number,
  timeout = 10_000,
): Promise<Endpoint | undefined> {
  const until = Date.now() + timeout;
  do {
    const found = readEndpoint(folder);
    if (found?.pid === pid && (await allAnswer(Object.values(found.providers)))) return found;
    await pause(50);
  } while (Date.now() < until);
  return undefined;
}

async function allAnswer(ports: number[]): Promise<boolean> {
  return (await Promise.all(ports.map(answers))).every(Boolean);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, timeout: 1000 });
    const end = (verdict: boolean) => {
      socket.destroy();
      resolve(verdict);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });
}
