import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import type { Pin } from "../../../../components/workflows/actions/pin.ts";
import { pins } from "../../../../components/workflows/actions/pins.ts";
import { UpdateError } from "../../../../components/workflows/actions/update/github.ts";
import { changesOf, newestPins } from "../../../../components/workflows/actions/update/pins.ts";
import { printPins } from "../../../../components/workflows/actions/update/print.ts";
import { tagToPin } from "../../../../components/workflows/actions/update/release.ts";

const old = "a".repeat(40);
const young = "b".repeat(40);
const pin: Pin = {
  version: "v1.2.3",
  sha: old,
  runs: "node20",
  inputs: "path key",
  required: "path",
  note: "n",
};

/** Answers of a GitHub: JSON or text by path, or a status. */
let answers: Record<string, unknown>;
let asked: { path: string; authorization: string | undefined }[];
let server: Server;
let api: string;

beforeEach(async () => {
  answers = {};
  asked = [];
  server = createServer((request, response) => {
    asked.push({ path: request.url ?? "", authorization: request.headers.authorization });
    const answer = answers[request.url ?? ""];
    response.statusCode = answer === undefined ? 404 : typeof answer === "number" ? answer : 200;
    response.end(typeof answer === "string" ? answer : JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  api = `http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}`;
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

function tags(repository: string, found: Record<string, string>, page = 1): void {
  answers[`/repos/${repository}/tags?per_page=100&page=${page}`] = Object.entries(found).map(
    ([name, sha]) => ({
      name,
      commit: { sha },
    }),
  );
}

const quiet = () => undefined;

it("takes the newest release with what its action.yml says, and asks a repository once", async () => {
  tags("acme/one", { "v2.0.0-beta.1": old, "v1.10.0": young, "v1.9.0": old, "v1.2.3": old, v1: young });
  answers[`/repos/acme/one/contents/sub/action.yml?ref=${young}`] =
    "runs: {using: node24}\ninputs:\n  path: {required: true}\n  mode: {required: 'true'}\n  depth: {required: true, default: 1}\n  free:\n";
  answers[`/repos/acme/one/contents/action.yaml?ref=${young}`] = "runs: {using: composite}\n";
  const before = { "acme/one": pin, "acme/one/sub": pin };
  const after = await newestPins({ api, token: "secret" }, before, quiet);
  expect(after).toEqual({
    "acme/one": { version: "v1.10.0", sha: young, runs: "composite", inputs: "", required: "", note: "n" },
    "acme/one/sub": {
      version: "v1.10.0",
      sha: young,
      runs: "node24",
      inputs: "path mode depth free",
      required: "path mode",
      note: "n",
    },
  });
  expect(changesOf(before, after)).toEqual([
    "acme/one v1.2.3 (aaaaaaa) -> v1.10.0 (bbbbbbb); runs on composite, was node20; inputs gone: path, key",
    "acme/one/sub v1.2.3 (aaaaaaa) -> v1.10.0 (bbbbbbb); runs on node24, was node20; new inputs: mode, depth, free; inputs gone: key; now required: mode",
  ]);
  expect(asked.filter(({ path }) => path.includes("/tags"))).toHaveLength(1);
  expect(asked.every(({ authorization }) => authorization === "Bearer secret")).toBe(true);
});

it("reads all pages of tags", async () => {
  tags("acme/one", Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`v0.0.${index}`, old])));
  tags("acme/one", { "v1.2.3": old }, 2);
  expect(await newestPins({ api }, { "acme/one": pin }, quiet)).toEqual({ "acme/one": pin });
});

it("follows a tag that moves only where there are no releases", () => {
  const major = { ...pin, version: "v2" };
  expect(tagToPin("a/b", major, [{ name: "v2", sha: young }])).toEqual({ name: "v2", sha: young });
  expect(() => tagToPin("a/b", pin, [{ name: "v1.2.3", sha: young }])).toThrow(
    `a/b: the release v1.2.3 was moved from ${old} to ${young}`,
  );
  expect(() => tagToPin("a/b", major, [])).toThrow("its tag v2 is gone");
});

it("says what to do at GitHub's limit", async () => {
  answers["/repos/acme/one/tags?per_page=100&page=1"] = 403;
  await expect(newestPins({ api }, { "acme/one": pin }, quiet)).rejects.toThrow(
    /answered 403; perhaps its limit is reached: set GITHUB_TOKEN/,
  );
});

it("takes no release whose action.yml is gone or cannot be read", async () => {
  tags("acme/one", { "v1.2.4": young, "v1.2.3": old });
  const update = () => newestPins({ api }, { "acme/one": pin }, quiet);
  await expect(update()).rejects.toThrow("v1.2.4 has no action.yml there any more");
  answers[`/repos/acme/one/contents/action.yml?ref=${young}`] = "inputs: {}\n";
  await expect(update()).rejects.toThrow(UpdateError);
});

const script = new URL("../../../../components/workflows/actions/update/index.ts", import.meta.url).pathname;

function runScript(target: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const env = { PATH: process.env["PATH"], GITHUB_API_URL: api };
  const child = spawn(process.execPath, [script, target], { env });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

it("the command writes what changed, else nothing, and answers 3 when GitHub is away", async () => {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-pins-"));
  const target = join(folder, "pins.ts");
  try {
    for (const [name, { version, sha }] of Object.entries(pins)) {
      tags(name.split("/").slice(0, 2).join("/"), { [version]: sha });
    }
    expect(await runScript(target)).toMatchObject({
      code: 0,
      stdout: "All pins are of the newest release.\n",
    });
    expect(existsSync(target)).toBe(false);

    const { version, sha } = pins["actions/setup-node"];
    tags("actions/setup-node", { [version]: sha, "v99.0.0": young });
    answers[`/repos/actions/setup-node/contents/action.yml?ref=${young}`] = "runs: {using: node24}\n";
    const changed = await runScript(target);
    expect(changed.code).toBe(0);
    expect(changed.stdout).toMatch(
      /^actions\/setup-node v7.*-> v99\.0\.0 \(bbbbbbb\); inputs gone: node-version/,
    );
    const written = { version: "v99.0.0", sha: young, runs: "node24", inputs: "", required: "" };
    expect(readFileSync(target, "utf8")).toBe(printPins({ ...pins, "actions/setup-node": written }));
    rmSync(target);

    await new Promise((resolve) => server.close(resolve));
    const offline = await runScript(target);
    expect(offline.code).toBe(3);
    expect(offline.stderr.trim().split("\n").at(-1)).toMatch(
      /^GitHub cannot be reached at http:.*ECONNREFUSED.*: the pins stay as they are$/,
    );
    expect(existsSync(target)).toBe(false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
