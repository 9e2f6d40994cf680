import { describe, expect, it } from "vitest";
import {
  judgeAws,
  judgeAwsOidc,
  judgeAzure,
  judgeDoppler,
  judgeIntegration,
  judgeVercel,
  judgeZone,
} from "../../../doctor/judge/accounts.ts";
import { failed } from "../../../doctor/reading.ts";
import { facts, oidcType, stack, wanted } from "../facts.ts";

const refused = failed("refused", "401 no");
const away = failed("away", "socket hang up");
const absent = failed("absent", "404");

describe("identities", () => {
  it("are done when the cloud says who it is, missing when it refuses, unknown when it does not answer", () => {
    expect(judgeAws(facts())).toMatchObject({
      state: "done",
      found: expect.stringContaining("111122223333"),
    });
    expect(judgeAws(facts({ aws: refused }))).toMatchObject({
      state: "missing",
      next: expect.stringContaining("aws sso login"),
    });
    expect(judgeAws(facts({ aws: away }))).toMatchObject({ state: "unknown", found: "AWS: socket hang up" });
    expect(judgeAzure(facts()).state).toBe("done");
    expect(judgeAzure(facts({ azure: refused }))).toMatchObject({
      state: "missing",
      next: expect.stringContaining("az login"),
    });
    expect(judgeAzure(facts({ azure: away })).state).toBe("unknown");
  });
});

describe("GitHub's OIDC provider at AWS", () => {
  const given = (oidcProvider: "existing" | "create", there: boolean, ours: boolean) =>
    judgeAwsOidc(
      facts({
        wanted: wanted({ aws: { region: "us-east-1", oidcProvider } }),
        awsOidc: there ? { value: "arn:oidc" } : absent,
        stacks: new Map([["shared", stack({ types: new Set(ours ? [oidcType] : []) })]]),
      }),
    );

  it.each([
    { oidcProvider: "existing", there: true, ours: false, state: "done" },
    { oidcProvider: "existing", there: false, ours: false, state: "missing" },
    { oidcProvider: "create", there: false, ours: false, state: "done" },
    { oidcProvider: "create", there: true, ours: true, state: "done" },
    { oidcProvider: "create", there: true, ours: false, state: "wrong" },
    { oidcProvider: "create", there: false, ours: true, state: "wrong" },
  ] as const)(
    "$oidcProvider, there: $there, of the stack: $ours: $state",
    ({ oidcProvider, there, ours, state }) => {
      expect(given(oidcProvider, there, ours).state).toBe(state);
    },
  );

  it("could not be told while the account or the stack cannot be read", () => {
    expect(judgeAwsOidc(facts({ aws: refused, awsOidc: refused })).state).toBe("unknown");
    expect(judgeAwsOidc(facts({ awsOidc: away })).state).toBe("unknown");
    expect(judgeAwsOidc(facts({ stacks: new Map([["shared", away]]) })).state).toBe("unknown");
  });
});

describe("the DNS zone", () => {
  it("must be there where the settings say so", () => {
    expect(judgeZone(facts()).state).toBe("done");
    expect(judgeZone(facts({ zone: absent }))).toMatchObject({
      state: "missing",
      next: expect.stringContaining("dns.manage"),
    });
    expect(judgeZone(facts({ zone: away })).state).toBe("unknown");
    expect(judgeZone(facts({ aws: refused, zone: refused })).state).toBe("unknown");
  });
});

describe("Doppler's project", () => {
  const doppler = (
    prd: Parameters<typeof judgeDoppler>[0]["doppler"] extends ReadonlyMap<string, infer One> ? One : never,
  ) => new Map([["prd", prd]]);

  it("must have every secret that is named, by name", () => {
    expect(judgeDoppler(facts())).toMatchObject({
      state: "done",
      found: expect.stringContaining("2 secrets"),
    });
    expect(judgeDoppler(facts({ doppler: doppler({ value: ["DATABASE_URL"] }) }))).toMatchObject({
      state: "missing",
      found: "acme/prd lacks JWT_SECRET",
      next: expect.stringContaining("doppler secrets set JWT_SECRET --project acme --config prd"),
    });
  });

  it("must have what the doors of its own stage need, too", () => {
    const stages = wanted().stages.map((stage) =>
      stage.stack === "production" ? { ...stage, ownSecrets: ["VERCEL_TOKEN"] } : stage,
    );
    const both = doppler({ value: ["DATABASE_URL", "JWT_SECRET"] });
    expect(judgeDoppler(facts({ wanted: wanted({ stages }), doppler: both }))).toMatchObject({
      state: "missing",
      found: "acme/prd lacks VERCEL_TOKEN",
    });
  });

  it("is missing when Doppler knows none, and a refusal asks for a token", () => {
    expect(judgeDoppler(facts({ doppler: doppler(absent) }))).toMatchObject({
      state: "missing",
      next: expect.stringContaining("doppler projects create acme"),
    });
    expect(judgeDoppler(facts({ doppler: doppler(refused) }))).toMatchObject({
      state: "missing",
      next: expect.stringContaining("DOPPLER_TOKEN"),
    });
    expect(judgeDoppler(facts({ doppler: doppler(away) })).state).toBe("unknown");
  });

  it("is made by the shared stack where the settings say so, and must be there once that is up", () => {
    const made = wanted({ doppler: { ...wanted().doppler, manage: "create" } });
    const before = { wanted: made, doppler: doppler(absent), stacks: new Map() };
    expect(judgeDoppler(facts(before)).state).toBe("done");
    expect(judgeDoppler(facts({ ...before, stacks: new Map([["shared", stack()]]) })).state).toBe("missing");
  });
});

describe("Doppler's integration", () => {
  const bare = { stacks: new Map() };

  it("is proven by a sync that stands, or by Doppler's word", () => {
    expect(judgeIntegration(facts({ integration: away })).state).toBe("done");
    expect(judgeIntegration(facts(bare)).state).toBe("done");
    expect(judgeIntegration(facts({ ...bare, integration: { value: "aws_secrets_manager" } })).state).toBe(
      "wrong",
    );
    expect(judgeIntegration(facts({ ...bare, integration: absent })).state).toBe("missing");
  });

  it("is for a person to look at where the token may not see it, and unknown where nobody answers", () => {
    expect(judgeIntegration(facts({ ...bare, integration: refused }))).toMatchObject({
      state: "unknown",
      byHand: true,
    });
    expect(judgeIntegration(facts({ ...bare, integration: away }))).not.toHaveProperty("byHand");
  });
});

describe("the Vercel token", () => {
  it("is proven by an answer, also by one that there is no such project yet", () => {
    expect(judgeVercel(facts()).state).toBe("done");
    expect(judgeVercel(facts({ vercel: new Map([["acme", absent]]) })).state).toBe("done");
    expect(judgeVercel(facts({ vercel: new Map([["acme", refused]]) }))).toMatchObject({
      state: "missing",
      next: expect.stringContaining("VERCEL_API_TOKEN"),
    });
    expect(judgeVercel(facts({ vercel: new Map([["acme", away]]) })).state).toBe("unknown");
  });
});
