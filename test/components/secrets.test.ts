import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { malformedSecrets } from "../../components/secrets/formats.ts";
import { Secrets, type SecretsArgs } from "../../components/secrets/index.ts";
import { missingSecrets, namesOf } from "../../components/secrets/presence.ts";
import { SecretProject, type SecretProjectArgs } from "../../components/secrets/project.ts";
import { rotationRecord } from "../../components/secrets/rotation.ts";
import { readSecrets } from "../../components/secrets/values.ts";
import { every, type Functions, only, record } from "./recording.ts";

const key = randomBytes(32).toString("base64");

const sync: SecretsArgs = {
  project: "app",
  config: "prd",
  repository: "app",
  environment: "production",
  delivery: { by: "sync", integration: "slug" },
};

const byToken: SecretsArgs = {
  ...sync,
  delivery: { by: "token", secretName: "DOPPLER_TOKEN_PROD", rotated: "2026-11-03" },
};

const syncType = "doppler:secretsSync/githubActions:GithubActions";
const tokenType = "doppler:index/serviceToken:ServiceToken";
const secretType = "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret";

const doppler = (map: Record<string, string>): Functions => ({
  "doppler:index/getSecrets:getSecrets": () => ({ map }),
});

describe("the presence of secrets", () => {
  it("names every missing secret with its group, in the schema's order", () => {
    const schema = { database: ["DATABASE_URL"], stripe: ["STRIPE_A", "STRIPE_B"], jwt: ["JWT_SECRET"] };
    expect(missingSecrets(schema, ["STRIPE_A", "UNRELATED"])).toEqual([
      "database: DATABASE_URL",
      "stripe: STRIPE_B",
      "jwt: JWT_SECRET",
    ]);
    expect(missingSecrets(schema, ["DATABASE_URL", "STRIPE_A", "STRIPE_B", "JWT_SECRET"])).toEqual([]);
    expect(namesOf({ ...schema, again: ["STRIPE_A"] })).toEqual([
      "DATABASE_URL",
      "STRIPE_A",
      "STRIPE_B",
      "JWT_SECRET",
    ]);
  });

  it("stops the preview for each name that is missing, by that name", async () => {
    const names = [
      "DATABASE_URL",
      "JWT_SECRET_KEY",
      "ENCRYPTION_KEY",
      "ANTHROPIC_API_KEY",
      "STRIPE_API_KEY",
      "TWILIO_ACCOUNT_SID",
    ];
    for (const missing of names) {
      const there = Object.fromEntries(names.filter((name) => name !== missing).map((name) => [name, "v"]));
      await expect(
        record(() => readSecrets("app", "prd", { backend: names }, {}), doppler(there)),
      ).rejects.toThrow(`lacks 1 of the secrets that this environment needs: backend: ${missing}.`);
    }
  });

  it("says everything at once, what is missing and what cannot be used, and shows no value", async () => {
    const reading = record(
      () => readSecrets("app", "prd", { backend: ["A", "B", "KEY"] }, { KEY: "aes-256-key" }),
      doppler({ KEY: "marker-of-a-test" }),
    );
    await expect(reading).rejects.toThrow(
      "Settings: the Doppler config app/prd lacks 2 of the secrets that this environment needs: backend: A, backend: B. " +
        "Set them in Doppler, or remove the names from secrets in Pulumi.yaml. It holds what cannot be used: KEY must decode " +
        "to 32 bytes, as hex, base64 or base64url: the length of an AES-256 key. Set a new value in Doppler.",
    );
    await expect(reading).rejects.not.toThrow(/marker-of-a-test/);
  });

  it.each([
    ["project", 'Settings: doppler.project is "app", and Doppler shows no such project.'],
    ["config", 'Settings: environment.dopplerConfig is "prd", and Doppler shows no such config in app.'],
  ])("says which setting to mend where Doppler has no such %s", async (what, sentence) => {
    await expect(
      record(() => readSecrets("app", "prd", {}, {}), {
        "doppler:index/getSecrets:getSecrets": () => {
          throw new Error(`Doppler Error: Could not find requested ${what} 'x'`);
        },
      }),
    ).rejects.toThrow(sentence);
  });
});

describe("the form of a secret", () => {
  const judge = (value: string) =>
    malformedSecrets({ ENCRYPTION_KEY: "aes-256-key" }, { ENCRYPTION_KEY: value });
  const encodings = ["hex", "base64", "base64url"] as const;
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

  it("S001-VAR-02: a value that does not decode to 32 bytes is refused, and not printed", () => {
    for (const bad of ["", "too short", `${key}A`, `${key}=`, key.slice(1), "g".repeat(64), "A".repeat(45)]) {
      const [sentence = ""] = judge(bad);
      expect(sentence, bad).toContain("ENCRYPTION_KEY must decode to 32 bytes");
      if (bad !== "") expect(sentence).not.toContain(bad);
    }
  });

  it("takes 32 bytes in each encoding, with and without padding", () => {
    fc.assert(
      fc.property(bytes(32), fc.constantFrom(...encodings), (raw, encoding) => {
        const text = Buffer.from(raw).toString(encoding);
        expect(judge(text)).toEqual([]);
        expect(judge(text.replace(/=+$/, ""))).toEqual([]);
      }),
    );
  });

  it("takes no other number of bytes in any encoding", () => {
    const lengths = fc.integer({ min: 0, max: 70 }).filter((length) => length !== 32);
    fc.assert(
      fc.property(lengths.chain(bytes), fc.constantFrom(...encodings), (raw, encoding) => {
        const text = Buffer.from(raw).toString(encoding);
        // 24 bytes in hex are 48 letters, and other lengths may be 32 bytes in another encoding by chance.
        const otherwise = encodings.some((each) => Buffer.from(text, each).length === 32);
        fc.pre(!otherwise);
        expect(judge(text)).toHaveLength(1);
      }),
    );
  });

  it("is not judged where the secret is missing: that is said by its name", () => {
    expect(malformedSecrets({ ENCRYPTION_KEY: "aes-256-key" }, {})).toEqual([]);
  });
});

describe("secrets by sync", () => {
  it("go from one config to one GitHub environment, which is emptied when the sync goes", async () => {
    const registrations = await record(() => new Secrets("production-secrets", sync));
    expect(only(registrations, syncType).inputs).toEqual({
      project: "app",
      config: "prd",
      integration: "slug",
      syncTarget: "repo",
      repoName: "app",
      environmentName: "production",
      deleteBehavior: "delete_from_target",
    });
    expect(every(registrations, tokenType)).toEqual([]);
    expect(every(registrations, secretType)).toEqual([]);
  });
});

describe("secrets by token", () => {
  it("jobs get a token that reads one config, as a secret of their own environment", async () => {
    const registrations = await record(() => new Secrets("production-secrets", byToken));
    expect(only(registrations, tokenType).inputs).toEqual({
      project: "app",
      config: "prd",
      name: "github-actions-2026-11-03",
      access: "read",
    });
    const secret = only(registrations, secretType).inputs;
    expect(secret).toMatchObject({
      repository: "app",
      environment: "production",
      secretName: "DOPPLER_TOKEN_PROD",
    });
    expect(every(registrations, syncType)).toEqual([]);
  });

  it("get a new token on another day of rotation, by a name of its own", async () => {
    const registrations = await record(
      () =>
        new Secrets("production-secrets", {
          ...byToken,
          delivery: { by: "token", secretName: "DOPPLER_TOKEN_PROD", rotated: "2027-05-03" },
        }),
    );
    expect(only(registrations, tokenType).inputs["name"]).toBe("github-actions-2027-05-03");
  });
});

describe("the record of rotation", () => {
  const schema = { database: ["DATABASE_URL"], jwt: ["JWT_SECRET"] };
  const rotation = { everyDays: 90, last: "2026-11-03" };

  it("has a period, a last day and a day on which it is due for each secret, and nothing else", () => {
    expect(
      rotationRecord(schema, { JWT_SECRET: rotation, DATABASE_URL: { everyDays: 1, last: "2028-02-28" } }),
    ).toBe(
      '{"DATABASE_URL":{"due":"2028-02-29","everyDays":1,"last":"2028-02-28"},' +
        '"JWT_SECRET":{"due":"2027-02-01","everyDays":90,"last":"2026-11-03"}}',
    );
  });

  it("refuses secrets without a rotation and rotations without a secret, all of them at once", () => {
    expect(() => rotationRecord(schema, {})).toThrow("secrets.rotation lacks DATABASE_URL, JWT_SECRET.");
    const all = { DATABASE_URL: rotation, JWT_SECRET: rotation };
    expect(() => rotationRecord(schema, { ...all, OLD: rotation })).toThrow("secrets.rotation names OLD");
  });
});

describe("the Doppler project", () => {
  const project: SecretProjectArgs = {
    project: "app",
    manage: "create",
    description: "App",
    environments: [
      { slug: "stg", name: "Staging", manage: "existing", branches: [] },
      { slug: "prd", name: "Production", manage: "create", branches: ["prd_eu"] },
    ],
  };
  const declared = async (args: SecretProjectArgs) =>
    (await record(() => new SecretProject("doppler", args)))
      .filter(({ type }) => type.startsWith("doppler:"))
      .map(({ name, inputs }) => ({ name, ...inputs, inputs: undefined }));

  it("is made with the environments and configs that are not there yet", async () => {
    expect(await declared(project)).toEqual([
      { name: "prd_eu", project: "app", environment: "prd" },
      { name: "Production", project: "app", slug: "prd" },
      { name: "app", description: "App" },
    ]);
  });

  it("is not declared where it exists, and none of its secrets ever is", async () => {
    expect(await declared({ ...project, manage: "existing", environments: [] })).toEqual([]);
    const registrations = await record(() => new SecretProject("doppler", project));
    expect(every(registrations, "doppler:index/secret:Secret")).toEqual([]);
  });
});
