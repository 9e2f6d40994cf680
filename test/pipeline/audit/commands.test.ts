import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { usualLayout } from "../../../pipeline/audit/chain/place.ts";
import { auditCommands } from "../../../pipeline/audit/commands/index.ts";
import { recordCommand } from "../../../pipeline/audit/commands/record.ts";
import { exportCommand } from "../../../pipeline/audit/commands/report.ts";
import { seal } from "../../../pipeline/audit/seal.ts";
import { bundle } from "../../../pipeline/bundle/bundle.ts";
import { credential } from "../../../sandbox/aws/moto.ts";
import { refuse, startProxy } from "../../platforms/s3/proxy.ts";
import { openWorld } from "../../sandbox/github/replay/world.ts";
import { archiveContract, type Ledger, openLedgerOf, variablesOf } from "./archive.ts";
import { correction, deployment, input, production, shas } from "./entries.ts";
import { folder, runtime } from "./runtime.ts";

const slow = { timeout: 180_000 };

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

/** The verifier as it is delivered: one file, made once for these tests. */
let verifier = "";
beforeAll(async () => {
  const { code } = await bundle("pipeline/audit/verify/offline.ts");
  verifier = code;
}, 120_000);

const open = () => openLedgerOf(auditCommands);

/** Four records by two people in two environments, an hour apart. */
async function written(): Promise<Ledger> {
  const ledger = await open();
  const entries = [
    deployment(1, { at: ago(4 * 3600) }),
    deployment(5, { at: ago(3 * 3600), actor: "Bob" }),
    correction({ at: ago(2 * 3600) }),
    input(
      "security-scan",
      {
        commit: shas.new,
        tool: "trivy",
        version: "0.60",
        verdict: "pass",
        findings: { critical: 0, high: 0, medium: 1, low: 2 },
        report: { location: "s3://scans/1.json", sha256: "0".repeat(64) },
      },
      { at: ago(3600), environment: "staging" },
    ),
  ];
  for (const entry of entries) expect(await ledger.record(entry)).toMatchObject({ code: 0, err: "" });
  return ledger;
}

describe("S002-AUD-09: audit query", () => {
  it(
    "finds by environment, time, person, commit, outcome and words, through the index and without it",
    slow,
    async () => {
      const ledger = await written();
      expect(await ledger.audit("index")).toMatchObject({ code: 0 });
      const questions: [string[], string[]][] = [
        [[], ["deployment", "deployment", "SYSTEM CORRECTION EVENT", "security-scan"]],
        [["--environment", "staging"], ["security-scan"]],
        [["--from", ago(2.5 * 3600), "--to", ago(1.5 * 3600)], ["SYSTEM CORRECTION EVENT"]],
        [["--actor", "bob"], ["deployment"]],
        [["--sha", shas.old], ["SYSTEM CORRECTION EVENT"]],
        [["--outcome", "failure"], ["deployment"]],
        [["--text", "ABOVE the baseline"], ["SYSTEM CORRECTION EVENT"]],
        [
          ["--type", "deployment", "--environment", "production"],
          ["deployment", "deployment"],
        ],
        [["--book", "security-scans"], ["security-scan"]],
      ];
      for (const [args, types] of questions) {
        for (const how of [[], ["--from-records"]]) {
          const found = await ledger.audit("query", [...args, ...how, "--json"]);
          expect(found).toMatchObject({ code: 0, err: "" });
          const records: { record: { entry: { type: string } } }[] = JSON.parse(found.out);
          expect(
            records.map(({ record }) => record.entry.type),
            args.join(" "),
          ).toEqual(types);
        }
      }
      const table = await ledger.audit("query", ["--outcome", "failure"]);
      expect(table.out).toMatch(
        /^1 record\.\n\nrecord +at +type +actor +outcome +commit +hash\nledger\/production\/2 /,
      );
      const csv = await ledger.audit("query", ["--environment", "staging", "--csv"]);
      expect(csv.out.split("\r\n")[0]).toBe("record,at,type,actor,outcome,commit,hash,body");
      expect(csv.out).toContain("security-scans/staging/1,");
      expect(csv.out.trimEnd().split("\r\n")).toHaveLength(2);
    },
  );

  it("is right where the index is missing, behind or forged, and says so", slow, async () => {
    const ledger = await written();
    const ask = async () => {
      const found = await ledger.audit("query", ["--actor", "bob", "--json"]);
      return { records: JSON.parse(found.out).length, err: found.err };
    };
    expect(await ask()).toEqual({ records: 1, err: "" });
    await ledger.audit("index");
    await ledger.record(deployment(2, { at: ago(60), actor: "bob" }));
    expect(await ask()).toEqual({ records: 2, err: "" });
    const { index } = ledger.archive;
    await index.replace("ledger/production/000000.jsonl.gz", Buffer.from("nonsense"));
    expect(await ask()).toEqual({ records: 2, err: expect.stringContaining("audit index --rebuild") });
    expect(await ledger.audit("index", ["--rebuild"])).toMatchObject({ code: 0 });
    expect(await ask()).toEqual({ records: 2, err: "" });
  });
});

/** Seals as the day after tomorrow would: the records are of today. */
async function sealed(ledger: Ledger): Promise<void> {
  const days = await seal(ledger.archive.ledger, usualLayout, production, Date.now() + 2 * 86_400_000);
  expect(days.length).toBeGreaterThan(0);
}

describe("S002-AUD-07: audit verify on the locked bucket", () => {
  it(
    "says yes of what the commands wrote, sealed and unsealed; there is nothing of today to seal",
    slow,
    async () => {
      const ledger = await written();
      expect((await ledger.audit("verify")).out).toContain("YES: Yes: 4 records in 2 chains fit together.");
      expect((await ledger.audit("seal")).out).toContain("There is nothing new to seal");
      await sealed(ledger);
      expect(await ledger.audit("verify")).toMatchObject({ code: 0 });
      // Nobody takes a locked record away, the account's owner neither.
      const key = "ledger/production/000000000002.json";
      const version = await (async () => {
        for await (const one of ledger.archive.behind.versions(key)) return one.version;
        return "";
      })();
      const url = `${ledger.archive.proxy.url}/app-audit/${key}?versionId=${version}`;
      const answer = await fetch(url, { method: "DELETE", headers: { authorization: credential } });
      expect(answer.status).toBe(403);
    },
  );

  it(
    "finds a record that was overwritten or hidden, a lock that is too short, and a stray, each with its key",
    slow,
    async () => {
      const ledger = await written();
      const { behind, proxy } = ledger.archive;
      const first = "ledger/production/000000000001.json";
      const stored = await behind.get("ledger/production/000000000002.json");
      await behind.replace(first, stored?.body ?? Buffer.from(""));
      const swapped = await ledger.audit("verify");
      expect(swapped.code).toBe(1);
      expect(swapped.out).toMatch(/ledger\/production: misplaced: Record 1 is in truth record .* 2/);
      expect(swapped.out).toMatch(/overwritten: ledger\/production\/000000000001\.json was overwritten/);
      expect(swapped.out).toContain(`at ${first}`);
      const gone = "ledger/production/000000000003.json";
      await fetch(`${proxy.url}/app-audit/${gone}`, {
        method: "DELETE",
        headers: { authorization: credential },
      });
      await behind.create("ledger/production/note.txt", Buffer.from("x"));
      const told = JSON.parse((await ledger.audit("verify", ["--locked-days", "3000", "--json"])).out);
      const kinds = told.findings.map(
        ({ kind, key }: { kind: string; key: string }) => `${kind} ${key.split("/").at(-1)}`,
      );
      expect(kinds).toEqual(
        expect.arrayContaining(["deleted 000000000003.json", "stray note.txt", "unlocked 000000000002.json"]),
      );
    },
  );

  it("finds an end that was cut off when GitHub bore witness to it", slow, async () => {
    const ledger = await open();
    const github = await openWorld();
    onTestFinished(() => github.close());
    const [app] = github.state().repositories;
    const head = app?.git.refs["refs/heads/main"] ?? "";
    const variables = { GITHUB_API_URL: github.url, GITHUB_TOKEN: github.token };
    const given = (number: number) => {
      const one = deployment(number, { at: ago(60 - number) });
      return { ...one, run: { ...one.run, commit: head } };
    };
    const args = (number: number) => ["--entry", join(write(given(number))), "--witness"];
    for (const number of [1, 2])
      expect(await ledger.audit("record", args(number), variables)).toMatchObject({ code: 0 });
    const witnesses = join(folder(), "witnesses.jsonl");
    const told = await ledger.audit("witnesses", ["--since", "2020-01-01", "--output", witnesses], variables);
    expect(told).toMatchObject({ code: 0, out: expect.stringContaining("2 witnesses written") });
    expect(await ledger.audit("verify", ["--witness", witnesses])).toMatchObject({ code: 0 });
    const last = `${ledger.archive.proxy.url}/app-audit/ledger/production/000000000002.json`;
    await fetch(last, { method: "DELETE", headers: { authorization: credential } });
    const cut = await ledger.audit("verify", ["--witness", witnesses]);
    expect(cut.code).toBe(1);
    expect(cut.out).toMatch(/truncated: The chain ends with record 1, and a status of .* knows record 2/);
  });

  it("a witness that GitHub does not take is a warning; the record stands", slow, async () => {
    const ledger = await open();
    const done = await ledger.audit(
      "record",
      ["--entry", write(deployment(1, { at: ago(60) })), "--witness"],
      {
        GITHUB_TOKEN: "x",
      },
    );
    expect(done).toMatchObject({
      code: 0,
      out: expect.stringContaining("Warning: GitHub does not bear witness"),
    });
  });
});

function write(entry: unknown): string {
  const path = join(folder(), "entry.json");
  writeFileSync(path, JSON.stringify(entry));
  return path;
}

it("audit report writes one page that works from disk", slow, async () => {
  const ledger = await written();
  const output = join(folder(), "evidence.html");
  expect(await ledger.audit("report", ["--output", output])).toMatchObject({ code: 0 });
  const page = readFileSync(output, "utf8");
  expect(page).toContain("<svg ");
  expect(page).toContain("Verified: 4 records in 2 chains fit together.");
  expect(page).toContain("default-src 'none'");
  // Nothing that a browser would fetch or run.
  expect(page).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|\bhref=|url\(|@import|\bon\w+=/i);
  await ledger.archive.behind.replace("ledger/production/000000000001.json", Buffer.from("{}"));
  const broken = await ledger.audit("report", ["--output", output]);
  expect(broken.code).toBe(1);
  expect(readFileSync(output, "utf8")).toContain("Not verified");
});

describe("audit export, verified offline by one file", () => {
  async function exported(ledger: Ledger, args: readonly string[] = []) {
    const output = join(folder(), "inspection");
    const file = join(folder(), "verify.mjs");
    writeFileSync(file, verifier);
    const commands = [exportCommand(() => file)];
    const done = await runtime(commands, ["audit", "export", "--output", output, ...args], {
      contract: archiveContract,
      variables: variablesOf(ledger.archive),
    });
    expect(done).toMatchObject({ code: 0, err: "" });
    return output;
  }

  /** As an inspector runs it: no variables, no packages beside it. */
  function inspect(output: string, args: readonly string[] = []) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["verify.mjs", ...args], {
      cwd: output,
      env: {},
      encoding: "utf8",
    });
    return { code: status, text: `${stdout}${stderr}` };
  }

  it("says yes, and names what was altered, dropped or replaced afterwards", slow, async () => {
    const ledger = await written();
    await sealed(ledger);
    const output = await exported(ledger);
    expect(inspect(output)).toMatchObject({
      code: 0,
      text: expect.stringContaining("Yes: 4 records in 2 chains"),
    });
    const second = join(output, "ledger/production/000000000002.json");
    const bytes = readFileSync(second);
    bytes[bytes.length - 40] = (bytes[bytes.length - 40] ?? 0) ^ 1;
    writeFileSync(second, bytes);
    const altered = inspect(output);
    expect(altered).toMatchObject({ code: 1, text: expect.stringContaining("unreadable: Record 2") });
    rmSync(second);
    expect(inspect(output)).toMatchObject({ code: 1, text: expect.stringContaining("Record 2 is missing") });
    const [lines = ""] = readdirSync(join(output, "segments/ledger/production")).filter((name) =>
      name.endsWith(".jsonl"),
    );
    writeFileSync(join(output, "segments/ledger/production", lines), "");
    expect(inspect(output).text).toContain("its bytes are not those that its manifest was made for");
    rmSync(join(output, "export.json"));
    expect(inspect(output)).toMatchObject({ code: 2, text: expect.stringContaining("is no export") });
  });

  it(
    "takes witnesses of its own, an environment alone, and never mixes with what is there",
    slow,
    async () => {
      const ledger = await written();
      const output = await exported(ledger, ["--environment", "staging"]);
      expect(inspect(output).text).toContain("Yes: 1 records in 1 chains");
      const lie = {
        place: "security-scans/staging",
        sequence: 2,
        hash: "0".repeat(64),
        source: "a commit status",
      };
      const file = join(folder(), "witnesses.jsonl");
      writeFileSync(file, `${JSON.stringify(lie)}\n`);
      expect(inspect(output, ["--witness", file])).toMatchObject({
        code: 1,
        text: expect.stringContaining("truncated"),
      });
      const again = await ledger.audit("export", ["--output", output]);
      expect(again).toMatchObject({ code: 2, err: expect.stringContaining("is not empty") });
    },
  );

  it("is one file without imports but Node's own, the same for the same sources", async () => {
    const imports = [...verifier.matchAll(/^import\s.*?from\s+"([^"]+)"/gms)].map(([, name]) => name);
    expect(imports.length).toBeGreaterThan(0);
    for (const name of imports) expect(name).toMatch(/^node:/);
    expect(verifier).not.toMatch(/\bfetch\(|node:(http|https|net|tls)"/);
    expect((await bundle("pipeline/audit/verify/offline.ts")).code).toBe(verifier);
    const file = join(folder(), "verify.mjs");
    writeFileSync(file, verifier);
    expect(execFileSync(process.execPath, [file, "--help"], { encoding: "utf8" })).toContain(
      "node verify.mjs [FOLDER]",
    );
  });
});

describe("S3 away, forbidding, without credentials, of another time", () => {
  it.each(["verify", "query", "seal", "index", "report --output", "export --output"])(
    "audit %s could not tell: exit 3, one message",
    slow,
    async (words) => {
      const proxy = await startProxy("http://127.0.0.1:9");
      proxy.fault = (_request, response) => refuse(response, 403, "AccessDenied");
      const audit = (change: Record<string, string | undefined> = {}) => {
        const args = [
          "audit",
          ...words.split(" "),
          ...(words.includes("--output") ? [join(folder(), "x")] : []),
        ];
        return runtime(auditCommands, args, {
          contract: archiveContract,
          variables: { ...variablesOf({ proxy }), ...change },
        });
      };
      const denied = await audit();
      expect(denied).toMatchObject({ code: 3, err: expect.stringMatching(/AccessDenied.*role may not/s) });
      expect(denied.err.trim().split("\n")).toHaveLength(1);
      const away = await audit({ AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9" });
      expect(away).toMatchObject({ code: 3, err: expect.stringMatching(/gave no answer to 5 tries/) });
      const keyless = await audit({ AWS_ACCESS_KEY_ID: undefined });
      expect(keyless).toMatchObject({
        code: 3,
        err: expect.stringContaining("AWS_ACCESS_KEY_ID is not set"),
      });
    },
  );

  it("sealing stops at a clock two hours off", slow, async () => {
    const ledger = await written();
    ledger.archive.proxy.dateAhead = 7200;
    const done = await ledger.audit("seal");
    expect(done).toMatchObject({ code: 3, err: expect.stringMatching(/clock is 7\d\d\d s behind S3/) });
  });
});

describe("wrong use", () => {
  it.each([
    ["record --entry missing.json", /missing\.json, which cannot be read \(ENOENT\)/],
    ["query --from yesterday", /--from is "yesterday"; a day as 2027-01-31/],
    ["query --sha main", /--sha is "main"; 7 to 40/],
    ["query --json --csv", /choose one/],
    ["query --environment moon", /--environment is "moon"; allowed: development/],
    ["query --book diary", /--book is "diary"; allowed: ledger/],
    ["verify --locked-days 0", /--locked-days is "0"/],
    ["verify --witness nobody.jsonl", /nobody\.jsonl, which cannot be read/],
    ["verify --export nowhere", /is no export/],
    ["seal --day soon", /--day is "soon"/],
    ["witnesses --since soon --output x", /--since is "soon"/],
    ["export", /needs --output/],
  ])("audit %s", async (words, message) => {
    const done = await runtime(auditCommands, ["audit", ...words.split(" ")], {
      contract: archiveContract,
      variables: { AWS_ACCESS_KEY_ID: "none", AWS_SECRET_ACCESS_KEY: "none" },
    });
    expect(done.code).toBe(2);
    expect(done.err).toMatch(message);
  });

  it("an entry on standard input is read whole, and one that is none is named", async () => {
    const given = (text: string) =>
      runtime([recordCommand(async () => text)], ["audit", "record", "--entry", "-"], {
        contract: archiveContract,
      });
    expect(await given("{")).toMatchObject({
      code: 2,
      err: expect.stringContaining("Standard input is no JSON"),
    });
    expect(await given("{}")).toMatchObject({
      code: 2,
      err: expect.stringContaining("The entry cannot be recorded"),
    });
  });
});
