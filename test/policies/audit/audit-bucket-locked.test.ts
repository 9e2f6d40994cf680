import { describe, expect, it } from "vitest";
import { auditBucketLocked as policy } from "../../../policies/audit/audit-bucket-locked.ts";
import type { Resource } from "../../../policies/form/resource.ts";
import { notKnown, type Properties } from "../../../policies/form/value.ts";
import { changed, judgeStack, preview, resource, undecided, violations } from "../resources.ts";

const lockType = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";
const versioningType = "aws:s3/bucketVersioning:BucketVersioning";

const bucketInputs: Properties = { bucket: "records", objectLockEnabled: true };
const lockInputs: Properties = {
  bucket: "records",
  rule: { defaultRetention: { mode: "COMPLIANCE", years: 7 } },
};
const versioningInputs: Properties = { bucket: "records", versioningConfiguration: { status: "Enabled" } };

interface Archive {
  component?: Properties;
  bucket?: Properties;
  lock?: Properties | undefined;
  versioning?: Properties | undefined;
}

/** The archive as the Audit component declares it, with what a test changes. */
function archive(given: Archive = {}): Resource[] {
  const all = {
    component: {},
    bucket: bucketInputs,
    lock: lockInputs,
    versioning: versioningInputs,
    ...given,
  };
  const component = resource("gatehouse:components:Audit", "audit", all.component);
  const place = { parent: component };
  return [
    component,
    resource("aws:s3/bucket:Bucket", "audit-bucket", all.bucket, place),
    ...(all.lock ? [resource(lockType, "audit-lock", all.lock, place)] : []),
    ...(all.versioning ? [resource(versioningType, "audit-versioning", all.versioning, place)] : []),
  ];
}

const retained = (retention: Properties) => changed(lockInputs, "rule.defaultRetention", retention);

describe("the audit bucket", () => {
  it.each([
    ["7 years", { mode: "COMPLIANCE", years: 7 }],
    ["2557 days", { mode: "COMPLIANCE", days: 2557 }],
    ["10 years", { mode: "COMPLIANCE", years: 10 }],
  ])("passes with %s", (_what, retention) => {
    expect(judgeStack(policy, archive({ lock: retained(retention) }))).toEqual([]);
  });

  it.each([
    ["6 years", { mode: "COMPLIANCE", years: 6 }],
    ["2556 days", { mode: "COMPLIANCE", days: 2556 }],
    ["no length", { mode: "COMPLIANCE" }],
  ])("is refused with %s", (_what, retention) => {
    expect(violations(judgeStack(policy, archive({ lock: retained(retention) })))).toEqual([
      `BucketObjectLockConfiguration "audit-lock" must have rule.defaultRetention of at least 7 years or 2557 days; given: ${JSON.stringify(retention)}.`,
    ]);
  });

  it.each([
    ["GOVERNANCE mode", { mode: "GOVERNANCE", years: 7 }, '"GOVERNANCE"'],
    ["no mode", { years: 7 }, "not given"],
  ])("is refused with %s", (_what, retention, given) => {
    expect(violations(judgeStack(policy, archive({ lock: retained(retention) })))).toEqual([
      `BucketObjectLockConfiguration "audit-lock" must have rule.defaultRetention.mode "COMPLIANCE"; given: ${given}.`,
    ]);
  });

  it("is refused without a lock configuration", () => {
    expect(violations(judgeStack(policy, archive({ lock: undefined })))).toEqual([
      'Audit bucket "audit-bucket" must have a BucketObjectLockConfiguration; given: none.',
    ]);
  });

  it("is refused with a lock configuration without a rule", () => {
    expect(violations(judgeStack(policy, archive({ lock: { bucket: "records" } })))).toHaveLength(2);
  });

  it("is refused with the lock configuration of another bucket", () => {
    const other = changed(lockInputs, "bucket", "elsewhere");
    expect(violations(judgeStack(policy, archive({ lock: other })))).toHaveLength(1);
  });

  it.each([[false], [undefined]])("is refused with objectLockEnabled %s", (value) => {
    const bucket = changed(bucketInputs, "objectLockEnabled", value);
    expect(violations(judgeStack(policy, archive({ bucket })))).toEqual([
      `Audit bucket "audit-bucket" must have objectLockEnabled true; given: ${value ?? "not given"}.`,
    ]);
  });

  it("is refused without versioning", () => {
    expect(violations(judgeStack(policy, archive({ versioning: undefined })))).toEqual([
      'Audit bucket "audit-bucket" must have a BucketVersioning; given: none.',
    ]);
  });

  it("is refused with versioning suspended", () => {
    const versioning = changed(versioningInputs, "versioningConfiguration.status", "Suspended");
    expect(violations(judgeStack(policy, archive({ versioning })))).toEqual([
      'BucketVersioning "audit-versioning" must have versioningConfiguration.status "Enabled"; given: "Suspended".',
    ]);
  });

  it("is missed below an Audit component without one", () => {
    expect(violations(judgeStack(policy, [resource("gatehouse:components:Audit", "audit", {})]))).toEqual([
      'Audit component "audit" must have an audit bucket below it; given: none.',
    ]);
  });

  it("is known by its component, whatever its name", () => {
    const component = resource("gatehouse:components:Audit", "records", {});
    const bucket = resource("aws:s3/bucket:Bucket", "store", { bucket: "records" }, { parent: component });
    expect(violations(judgeStack(policy, [component, bucket]))).toHaveLength(3);
  });

  it("is known by its name outside the component", () => {
    const bucket = resource("aws:s3/bucket:Bucket", "store", {
      bucket: "company-audit",
      objectLockEnabled: true,
    });
    expect(violations(judgeStack(policy, [bucket]))).toHaveLength(2);
  });

  it("is no other bucket", () => {
    expect(judgeStack(policy, [resource("aws:s3/bucket:Bucket", "auditorium", { bucket: "plans" })])).toEqual(
      [],
    );
  });
});

describe("a rehearsal", () => {
  const short = retained({ mode: "GOVERNANCE", days: 1 });
  const rehearsal = { reason: "a run that is thrown away", until: "2026-01-15" };
  const declared = (exception: Properties): Properties => ({
    retention: { mode: "GOVERNANCE", days: 1, rehearsal: exception },
  });

  it("passes with a short retention until the end of its last day", () => {
    expect(judgeStack(policy, archive({ component: declared(rehearsal), lock: short }))).toEqual([]);
  });

  it("ends", () => {
    const ended = archive({ component: declared(rehearsal), lock: short });
    const found = violations(judgeStack(policy, ended, { ...preview, today: "2026-01-16" }));
    expect(found[0]).toBe(
      'Audit component "audit" must have retention.rehearsal.until of 2026-01-16 or later; given: "2026-01-15", which has passed.',
    );
    expect(found).toHaveLength(3);
  });

  it.each([
    ["no reason", { until: "2026-02-01" }, "retention.rehearsal.reason"],
    ["a blank reason", { reason: "  ", until: "2026-02-01" }, "retention.rehearsal.reason"],
    ["no end", { reason: "a trial" }, "retention.rehearsal.until"],
    ["an end that is no date", { reason: "a trial", until: "next year" }, "retention.rehearsal.until"],
    [
      "an end that the calendar lacks",
      { reason: "a trial", until: "2026-02-30" },
      "retention.rehearsal.until",
    ],
  ])("is refused with %s", (_what, exception, property) => {
    const found = violations(judgeStack(policy, archive({ component: declared(exception), lock: short })));
    expect(found[0]).toContain(`Audit component "audit" must have ${property} with`);
    expect(found).toHaveLength(3);
  });

  it("excuses neither a missing lock nor suspended versions", () => {
    const bare = archive({ component: declared(rehearsal), lock: undefined, versioning: undefined });
    expect(violations(judgeStack(policy, bare))).toHaveLength(2);
  });

  it("excuses no retention at all", () => {
    const none = archive({ component: declared(rehearsal), lock: retained({ mode: "COMPLIANCE", days: 0 }) });
    expect(violations(judgeStack(policy, none))).toHaveLength(1);
  });

  it("of one component excuses no other bucket", () => {
    const elsewhere = [
      resource("aws:s3/bucket:Bucket", "other-audit", { bucket: "other", objectLockEnabled: true }),
      resource(lockType, "other-lock", changed(short, "bucket", "other")),
      resource(versioningType, "other-versioning", changed(versioningInputs, "bucket", "other")),
    ];
    const all = [...archive({ component: declared(rehearsal), lock: short }), ...elsewhere];
    expect(violations(judgeStack(policy, all))).toHaveLength(2);
  });
});

describe("a value that only the update knows", () => {
  it.each([
    ["the retention", { lock: changed(lockInputs, "rule", notKnown) }],
    ["the length", { lock: retained({ mode: "COMPLIANCE", days: notKnown }) }],
    ["the versioning", { versioning: changed(versioningInputs, "versioningConfiguration.status", notKnown) }],
    ["the bucket's lock", { bucket: changed(bucketInputs, "objectLockEnabled", notKnown) }],
    ["whose lock it is", { lock: changed(lockInputs, "bucket", notKnown) }],
  ])("leaves %s open", (_what, given) => {
    const findings = judgeStack(policy, archive(given));
    expect(violations(findings)).toEqual([]);
    expect(undecided(findings).join()).toContain("not known before the update");
  });

  it("does not hide the bucket that a part was made for", () => {
    const [component, bucket, , versioning] = archive();
    if (!component || !bucket || !versioning) throw new Error("the archive has no parts");
    const properties = changed(lockInputs, "bucket", notKnown);
    const lock = resource(lockType, "audit-lock", properties, { sources: { bucket: [bucket.urn] } });
    expect(judgeStack(policy, [component, bucket, lock, versioning])).toEqual([]);
  });
});
