import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { temporaryFolder } from "./cloud.ts";

const cli = resolve("sandbox/cli.ts");
const run = promisify(execFile);
const failure = z.object({ code: z.number(), stderr: z.string(), stdout: z.string() });

async function call(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    return { code: 0, ...(await run(process.execPath, [cli, ...args])) };
  } catch (error) {
    return failure.parse(error);
  }
}

/** A project with one stack, whose program declares one bucket. */
function project() {
  const root = temporaryFolder();
  const config = join(root, "project");
  mkdirSync(config);
  symlinkSync(resolve("node_modules"), join(config, "node_modules"));
  const runtime = "runtime: { name: nodejs, options: { typescript: false } }";
  writeFileSync(join(config, "Pulumi.yaml"), `name: tiny\nmain: index.ts\n${runtime}\n`);
  writeFileSync(join(config, "Pulumi.production.yaml"), "config: {}\n");
  writeFileSync(join(config, "package.json"), '{"type":"module"}');
  writeFileSync(
    join(config, "index.ts"),
    'import { Bucket } from "@pulumi/aws/s3/bucket.js";\nnew Bucket("audit", { bucket: "acme-audit" });\n',
  );
  return { config, folder: join(root, "sandbox") };
}

async function start(...args: string[]) {
  const child = spawn(process.execPath, [cli, ...args]);
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let printed = "";
  child.stdout.on("data", (chunk) => {
    printed += String(chunk);
  });
  const errors = once(child.stderr, "data").then(([chunk]) => Promise.reject(new Error(String(chunk))));
  while (!printed.includes("^C stops it") && !printed.endsWith("}\n")) {
    await Promise.race([once(child.stdout, "data"), errors]);
  }
  errors.catch(() => undefined);
  return {
    printed,
    pid: child.pid,
    async stop(signal: "SIGINT" | "SIGTERM") {
      child.kill(signal);
      const [code] = await once(child, "exit");
      return code;
    },
  };
}

describe("npm run sandbox", () => {
  it("teaches its use", async () => {
    const { code, stdout } = await call("--help");
    expect(code).toBe(0);
    for (const word of ["--json", "--account FILE", "--reset", "pulumi preview -s production", "Exits 0"]) {
      expect(stdout).toContain(word);
    }
  });

  it.each([
    [["--fast"], /Unknown option '--fast'/],
    [["--account", "/nowhere.yaml"], /nowhere\.yaml cannot be read/],
    [["--config", "/nowhere"], /no Pulumi\.yaml in \/nowhere/],
  ])("answers wrong use %o with one message and exit code 2", async (args, words) => {
    const { code, stderr } = await call("--folder", join(temporaryFolder(), "new"), ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/at .*\.ts:\d+/);
  });

  it("removes nothing that is not a sandbox's", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "precious.txt"), "");
    const { code, stderr } = await call("--reset", "--folder", folder);
    expect(code).toBe(1);
    expect(stderr).toMatch(/is no sandbox's folder/);
    expect(existsSync(join(folder, "precious.txt"))).toBe(true);
  });

  it("lets a plain pulumi work by hand, is not reset while it runs, and stops on a signal", {
    timeout: 90_000,
  }, async () => {
    const { config, folder } = project();
    const options = ["--folder", folder, "--config", config];
    const sandbox = await start(...options);
    expect(sandbox.printed).toMatch(new RegExp(`^The sandbox is running in process ${sandbox.pid};`));
    expect(sandbox.printed).not.toContain(readFileSync(join(folder, "passphrase"), "utf8").trim());

    const lines = sandbox.printed.split("\n").filter((line) => line.startsWith("export "));
    const shell = (command: string) =>
      run("sh", ["-ec", [...lines, command].join("\n")], { cwd: dirname(config) });
    await shell("pulumi up --yes --skip-preview -s production");
    const { stdout } = await shell("pulumi preview --expect-no-changes -s production");
    expect(stdout).toContain("2 unchanged");
    expect(readFileSync(join(config, "Pulumi.production.yaml"), "utf8")).toBe("config: {}\n");

    const second = await call("--json", ...options);
    expect(JSON.parse(second.stdout)).toMatchObject({ running: true, pid: sandbox.pid, folder });
    const refused = await call("--reset", "--folder", folder);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`running in process ${sandbox.pid}`);

    expect(await sandbox.stop("SIGTERM")).toBe(0);
    expect((await call("--reset", "--folder", folder)).stdout).toBe(`Thrown away: ${folder}\n`);
    expect(existsSync(folder)).toBe(false);
  });
});
