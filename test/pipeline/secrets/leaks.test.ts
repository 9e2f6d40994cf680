import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rotationRecord, rotationVariable } from "../../../components/secrets/rotation.ts";
import { ask } from "../cli/ask.ts";
import { contract } from "../world.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-leaks-"));
  git("init", "-q", "-b", "main");
  commit({ "README.md": "# App\n" });
});
afterEach(() => rmSync(folder, { recursive: true }));

function git(...args: string[]): string {
  const identity = [
    "-c",
    "user.name=Dora",
    "-c",
    "user.email=dora@example.com",
    "-c",
    "commit.gpgsign=false",
  ];
  return execFileSync("git", ["-C", folder, ...identity, ...args], { encoding: "utf8" }).trim();
}

function commit(files: Record<string, string>, message = "Change"): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  git("add", "-A");
  git("commit", "-q", "--allow-empty", "-m", message);
  return git("rev-parse", "HEAD");
}

const leaks = (environment: Record<string, string> = {}, own = folder) =>
  ask(["secrets", "leaks", "--folder", own, "--record", "{record}"], { contract, environment });

/** Put together here, so that this file itself holds no key. */
const planted = {
  github: `ghp_${"aB3dE6gH9j".repeat(4)}`,
  aws: `AKIA${"Q2W3E4R5T6Y7U2I3"}`,
  stripe: `sk_${"live"}_${"4eC39HqLyjWDarjtT1zdp7dc"}`,
  anthropic: `sk-${"ant"}-api03-${"aB3-dE6_gH9".repeat(3)}`,
  pem: `-----BEGIN RSA ${"PRIVATE KEY"}-----`,
  database: `postgres://app:${"hunter2hunter2"}@db.example.com/app`,
};

describe("S004-SECM-05: a key in the history", () => {
  it("nothing is found where there is none", async () => {
    const said = await leaks();
    expect([said.code, said.err]).toEqual([0, ""]);
    expect(said.out).toContain("No secret was found in the history (1 commits");
  });

  it.each(Object.entries(planted))(
    "%s is found after it was removed, and masked everywhere",
    async (_, key) => {
      const at = commit({ "config/app.env": `# settings\nKEY=${key}\n` });
      commit({ "config/app.env": "# settings\n" });
      const said = await leaks();
      expect(said.code).toBe(1);
      expect(said.out).toContain(`config/app.env:2 of ${at.slice(0, 12)}`);
      const secret = /:([^:@]+)@/.exec(key)?.[1] ?? key;
      for (const text of [said.out, said.err, said.summary, said.record ?? ""])
        expect(text).not.toContain(secret);
    },
  );

  it("on another branch, in a merge alone, in a message, and in a file with a strange name", async () => {
    git("checkout", "-q", "-b", "aside");
    commit({ "täst\tname.txt": planted.github });
    git("checkout", "-q", "main");
    commit({}, `Use ${planted.aws}`);
    git("checkout", "-q", "-b", "other", "HEAD~1");
    commit({ "x.txt": "x" });
    git("checkout", "-q", "main");
    git("merge", "-q", "--no-ff", "--no-commit", "other");
    commit({ "merge.txt": planted.stripe }, "Merge");
    const said = await leaks();
    expect(said.code).toBe(1);
    expect(JSON.parse(said.record ?? "").decision.leaks).toHaveLength(3);
  });

  it("by the name of a declared secret, where the value is random; references and words are none", async () => {
    const record = rotationRecord(
      { backend: ["SESSION_KEY"] },
      { SESSION_KEY: { everyDays: 90, last: "2027-01-01" } },
    );
    const value = `q7Zr${"8Lw2Vx5N"}p0Tb3K`;
    commit({
      "a.env":
        "SESSION_KEY=$SESSION_KEY_OF_PRODUCTION\nSESSION_KEY=changeme-changeme-changeme\nOTHER=" +
        value +
        "\n",
    });
    expect((await leaks({ [rotationVariable]: record })).code).toBe(0);
    commit({ "b.yaml": `SESSION_KEY: "${value}"\n` });
    expect((await leaks({ [rotationVariable]: record })).code).toBe(1);
  });

  it("in whatever form, where the job itself has it", async () => {
    commit({ "notes.md": "it is correct-horse-battery\n" });
    expect((await leaks()).code).toBe(0);
    const said = await leaks({ ADMIN_PASSWORD: "correct-horse-battery" });
    expect(said.code).toBe(1);
    expect(said.out).toContain("value of ADMIN_PASSWORD");
    expect(said.out + (said.record ?? "")).not.toContain("correct-horse");
  });

  it("lines that look like a patch do not lead it astray", async () => {
    commit({
      "evil.txt": `+++ b/other.txt\n@@ -0,0 +1,9 @@\n\0${"0".repeat(40)}\0\n--- a/x\n${planted.github}\n`,
    });
    const said = await leaks();
    expect(said.code).toBe(1);
    expect(said.out).toContain("evil.txt:5 of");
  });
});

describe("findings that people looked at", () => {
  const fingerprintIn = (record = "") => {
    const { decision }: { decision: { leaks: { fingerprint: string }[] } } = JSON.parse(record);
    return decision.leaks[0]?.fingerprint ?? "";
  };
  const accept = (list: unknown) => commit({ ".gatehouse/known-leaks.json": JSON.stringify(list) });

  it("are accepted with a reason until a day, and told all the same", async () => {
    commit({ "a.txt": planted.aws });
    const fingerprint = fingerprintIn((await leaks()).record);
    accept([{ fingerprint, reason: "Revoked on 2027-01-10", until: "2027-02-01" }]);
    const said = await leaks();
    expect(said.code).toBe(0);
    expect(said.out).toContain("accepted until 2027-02-01: Revoked on 2027-01-10");
    accept([{ fingerprint, reason: "Revoked", until: "2027-01-31" }]);
    const late = await leaks();
    expect(late.code).toBe(1);
    expect(late.out).toContain("It was accepted until 2027-01-31.");
  });

  it.each([
    ["{"],
    [[{ fingerprint: "0123456789abcdef", until: "2027-02-01" }]],
    [[{ fingerprint: "x", reason: "y", until: "2027-02-01" }]],
  ])("%j is no such list", async (list) => {
    writeFileSync(join(folder, "x"), "");
    mkdirSync(join(folder, ".gatehouse"), { recursive: true });
    writeFileSync(
      join(folder, ".gatehouse/known-leaks.json"),
      typeof list === "string" ? list : JSON.stringify(list),
    );
    expect((await leaks()).code).toBe(2);
  });
});

describe("a history that cannot be read", () => {
  it("a part of it proves nothing", async () => {
    commit({ "a.txt": "a" });
    const shallow = mkdtempSync(join(tmpdir(), "gatehouse-shallow-"));
    try {
      execFileSync("git", ["clone", "-q", "--depth", "1", `file://${folder}`, shallow]);
      const said = await leaks({}, shallow);
      expect(said.code).toBe(3);
      expect(said.err).toContain("fetch-depth: 0");
    } finally {
      rmSync(shallow, { recursive: true });
    }
  });

  it("no repository at all", async () => {
    const empty = mkdtempSync(join(tmpdir(), "gatehouse-empty-"));
    try {
      const said = await leaks({}, empty);
      expect(said.code).toBe(3);
      expect(said.err).toContain("not a git repository");
    } finally {
      rmSync(empty, { recursive: true });
    }
  });
});
