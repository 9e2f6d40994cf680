import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Runner } from "./bash.ts";
import { stepOf } from "./parsed.ts";
import { backend001, backend004, dartService, fileOf, frontend001 } from "./seeds.ts";

const python = () => fileOf("backend.yml", [backend001]);

function withPython(): Runner {
  const runner = new Runner();
  // What actions/setup-python puts on PATH.
  runner.command("python", 'exec python3 "$@"');
  return runner;
}

function committed(runner: Runner): void {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: runner.workspace, stdio: "ignore" });
  git("init", "--initial-branch=main");
  git("add", "--all");
  git("-c", "user.name=Test", "-c", "user.email=test@example.com", "commit", "--message=First");
}

describe("scripts of rendered steps, really run", () => {
  it("S001-BE-04: a broken import stops the build, wherever in the packages it is", () => {
    const step = stepOf(python(), "backend-build", "Verify imports");
    const runner = withPython();
    runner.write("backend/app/__init__.py", "");
    runner.write("backend/app/main.py", "import app.core\n");
    runner.write("backend/app/core/__init__.py", "");
    runner.write("backend/app/core/jobs.py", "import json\n");
    expect(runner.run(step).code).toBe(0);

    runner.write("backend/app/core/jobs.py", "import no_such_module\n");
    const broken = runner.run(step);
    expect(broken.code).not.toBe(0);
    expect(broken.output).toContain("No module named 'no_such_module'");

    runner.write("backend/app/core/__init__.py", "raise ImportError('half a package')\n");
    expect(runner.run(step).code).not.toBe(0);
  });

  it("a Python build holds what is committed and what it needs, and nothing that lies about", () => {
    const step = stepOf(python(), "backend-build", "Pack");
    const runner = withPython();
    runner.write("backend/app/main.py", "");
    runner.write("backend/.gitignore", ".python_packages\n.env\n");
    runner.write("frontend/index.js", "");
    committed(runner);
    runner.write("backend/.env", "JWT_SECRET_KEY=real\n");
    runner.write("backend/.python_packages/lib/site-packages/dependency.py", "");
    runner.command("zip", zipInPython);
    expect(runner.run(step)).toMatchObject({ code: 0 });
    const names = execFileSync(
      "python3",
      ["-m", "zipfile", "--list", join(runner.workspace, "dist/backend.zip")],
      {
        encoding: "utf8",
      },
    );
    const files = names.split("\n").flatMap((line) => /^(\S+)\s+\d{4}-/.exec(line)?.[1] ?? []);
    expect(files.filter((name) => !name.endsWith("/"))).toEqual([
      ".gitignore",
      "app/main.py",
      ".python_packages/lib/site-packages/dependency.py",
    ]);
  });

  it("a Next.js build is packed without its cache, and to the same bytes twice", () => {
    const step = stepOf(fileOf("frontend.yml", [frontend001]), "frontend-build", "Pack");
    const runner = new Runner();
    runner.write("omega-frontend/.next/server/page.js", "page");
    runner.write("omega-frontend/.next/cache/old.js", "cache");
    const file = join(runner.workspace, "dist/frontend.tar.gz");
    expect(runner.run(step).code).toBe(0);
    const first = createHash("sha256").update(readFileSync(file)).digest("hex");
    rmSync(file);
    runner.write("omega-frontend/.next/server/page.js", "page");
    expect(runner.run(step).code).toBe(0);
    expect(createHash("sha256").update(readFileSync(file)).digest("hex")).toBe(first);
    const names = execFileSync("tar", ["--list", "--file", file], { encoding: "utf8" });
    expect(names.split("\n").filter((name) => /[^/]$/.test(name))).toEqual([".next/server/page.js"]);
  });

  it("a build that left nothing is not packed", () => {
    const runner = new Runner();
    runner.write("omega-frontend/package.json", "{}");
    const step = stepOf(fileOf("frontend.yml", [frontend001]), "frontend-build", "Pack");
    expect(runner.run(step).code).not.toBe(0);
  });

  it("a downloaded tool is unpacked, and only when it has its digest", () => {
    const step = stepOf(
      fileOf("ci.yml", [backend004]),
      "backend-static-analysis",
      "Install cargo-audit 0.22.2",
    );
    const runner = new Runner();
    runner.write("release/cargo-audit-x86_64-unknown-linux-musl-v0.22.2/cargo-audit", "the tool");
    runner.write("release/cargo-audit-x86_64-unknown-linux-musl-v0.22.2/README.md", "no tool");
    execFileSync(
      "tar",
      ["--create", "--gzip", "--file", "../release.tgz", "cargo-audit-x86_64-unknown-linux-musl-v0.22.2"],
      {
        cwd: join(runner.workspace, "release"),
      },
    );
    runner.command(
      "curl",
      `while [ "$1" != --output ]; do shift; done\ncp "$GITHUB_WORKSPACE/release.tgz" "$2"`,
    );
    const tool = join(runner.home, ".cargo/bin/cargo-audit");

    expect(runner.run(step)).toMatchObject({ code: 1 });
    expect(existsSync(tool)).toBe(false);

    const digest = createHash("sha256")
      .update(readFileSync(join(runner.workspace, "release.tgz")))
      .digest("hex");
    const trusted = { ...step, run: step.run?.replace(/[0-9a-f]{64}/, digest) ?? "" };
    expect(runner.run(trusted)).toMatchObject({ code: 0 });
    expect(readFileSync(tool, "utf8")).toBe("the tool");
    expect(existsSync(join(runner.home, ".cargo/bin/README.md"))).toBe(false);
  });

  it("a downloaded executable is put in its place", () => {
    const step = stepOf(fileOf("o.yml", [dartService]), "tool-static", "Install osv-scanner 2.5.1");
    const runner = new Runner();
    runner.command("curl", `while [ "$1" != --output ]; do shift; done\nprintf scanner > "$2"`);
    const digest = createHash("sha256").update("scanner").digest("hex");
    expect(runner.run(step).code).toBe(1);
    expect(runner.run({ ...step, run: step.run?.replace(/[0-9a-f]{64}/, digest) ?? "" }).code).toBe(0);
    expect(readFileSync(join(runner.home, ".cargo/bin/osv-scanner"), "utf8")).toBe("scanner");
  });

  it("an image's reference and digest are what the registry gave", () => {
    const step = stepOf(
      fileOf("main.yml", [backend004], { publish: true }),
      "backend-build-verification-image",
      "Push the image",
    );
    const digest = `sha256:${"a".repeat(64)}`;
    const runner = new Runner();
    runner.command("docker", `[ "$1" = push ] || echo "ghcr.io/acme/app/backend@${digest}"`);
    const output = join(runner.temp, "output");
    expect(
      runner.run({ ...step, env: { IMAGE: "ghcr.io/acme/app/backend:1", GITHUB_OUTPUT: output } }).code,
    ).toBe(0);
    expect(readFileSync(output, "utf8")).toBe(
      `reference=ghcr.io/acme/app/backend@${digest}\ndigest=${digest}\n`,
    );
  });
});

/** Where a machine has no zip: `--quiet --recurse-paths ARCHIVE FOLDER`. */
const zipInPython = `exec python3 - "$@" <<'PYTHON'
import os, sys, zipfile
archive, folder = sys.argv[-2:]
with zipfile.ZipFile(archive, "a") as out:
    for root, _, files in os.walk(folder):
        for name in files:
            out.write(os.path.join(root, name))
PYTHON`;
