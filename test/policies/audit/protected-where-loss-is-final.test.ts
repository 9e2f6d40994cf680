import { describe, expect, it } from "vitest";
import { protectedWhereLossIsFinal as policy } from "../../../policies/audit/protected-where-loss-is-final.ts";
import type { Resource } from "../../../policies/form/resource.ts";
import { notKnown, type Properties } from "../../../policies/form/value.ts";
import { judgeStack, preview, resource, undecided, violations } from "../resources.ts";

const audit = resource("gatehouse:components:Audit", "audit", {});
const thing = (
  type: string,
  place: { protected?: boolean; parent?: Resource } = {},
  properties: Properties = {},
) => resource(type, "thing", properties, place);

const inArchive = [
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:kms/alias:Alias",
];
const databases = [
  "aws:rds/instance:Instance",
  "azure-native:dbforpostgresql:Server",
  "azure-native:dbforpostgresql/v20240801:FlexibleServer",
  "azure-native:sql:Database",
];
const repository = "github:index/repository:Repository";

describe("what cannot be brought back", () => {
  it.each(inArchive)("S002-AUD-06: %s of the archive needs the option protect", (type) => {
    expect(judgeStack(policy, [thing(type, { parent: audit, protected: true })])).toEqual([]);
    expect(violations(judgeStack(policy, [thing(type, { parent: audit })]))).toEqual([
      'Part of the audit archive "thing" must have the option protect; given: none.',
    ]);
  });

  it.each(["aws:kms/key:Key", ...databases])("%s needs the option protect", (type) => {
    expect(judgeStack(policy, [thing(type, { protected: true })])).toEqual([]);
    expect(violations(judgeStack(policy, [thing(type)]))).toHaveLength(1);
  });

  it("a bucket with audit in its name is protected wherever it stands", () => {
    const bucket = thing("aws:s3/bucket:Bucket", {}, { bucket: "acme-audit-archive" });
    expect(violations(judgeStack(policy, [bucket]))).toHaveLength(1);
  });

  it("a created repository is protected, and archived when it goes", () => {
    const kept = thing(repository, { protected: true }, { archiveOnDestroy: true });
    expect(judgeStack(policy, [kept])).toEqual([]);
    expect(violations(judgeStack(policy, [thing(repository, { protected: true })]))).toEqual([
      'GitHub repository "thing" must have archiveOnDestroy true; given: not given.',
    ]);
    expect(violations(judgeStack(policy, [thing(repository, {}, { archiveOnDestroy: true })]))).toHaveLength(
      1,
    );
  });
});

describe("what may go", () => {
  it("a role of the archive, and a bucket for anything else", () => {
    const others = [thing("aws:iam/role:Role", { parent: audit }), thing("aws:s3/bucket:Bucket")];
    expect(judgeStack(policy, others)).toEqual([]);
  });

  it("a database of development, and of no other tier", () => {
    const database = [thing("aws:rds/instance:Instance")];
    expect(judgeStack(policy, database, { ...preview, tier: "development" })).toEqual([]);
    expect(violations(judgeStack(policy, database, { ...preview, tier: "staging" }))).toHaveLength(1);
  });

  it("not what a component calls development in a stack of production", () => {
    const component = resource("gatehouse:components:Environment", "stage", { tier: "development" });
    const database = [thing("aws:rds/instance:Instance", { parent: component })];
    expect(violations(judgeStack(policy, database, { ...preview, tier: "production" }))).toHaveLength(1);
  });
});

it("leaves open what only the update knows", () => {
  const findings = judgeStack(policy, [
    thing(repository, { protected: true }, { archiveOnDestroy: notKnown }),
  ]);
  expect(violations(findings)).toEqual([]);
  expect(undecided(findings)).toHaveLength(1);
});
