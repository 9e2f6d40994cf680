import { iso27001, part11, soc2 } from "../form/clauses.ts";
import { exactly, type Finding, judge, violation } from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import type { Resource } from "../form/resource.ts";
import { ofAny, ofAzureType, ofType, type TypeTest } from "../form/type.ts";
import { isOfDevelopment } from "../protection/stage.ts";
import { archiveOf, isAuditBucket } from "./bucket.ts";

const name = "protected-where-loss-is-final";

const metadata: Metadata = {
  name,
  displayName: "What cannot be brought back is not deleted with a stack",
  description:
    "The audit bucket with every part of its protection, keys, a created repository, and databases outside development must have Pulumi's option protect.",
  severity: "critical",
  clauses: [
    part11("11.10(c)", "Records are protected, and can be retrieved throughout their retention period."),
    iso27001("A.5.33", "Records are protected from loss, destruction and falsification."),
    soc2("A1.2", "Data are kept available by protection and backup."),
  ],
  requirements: ["S002-AUD-06", "S002-AUD-07", "S002-PROD-09"],
  remediationSteps:
    "Give the resource, or the component above it, the option protect: true; give a repository archiveOnDestroy: true as well. Whoever has to delete it takes the protection off first, in a change of its own that somebody reviews.",
  url: documentOf(name),
  tags: ["aws", "azure", "github", "audit", "protect"],
};

const isKey = ofType("aws:kms/key:Key");
const isRepository = ofType("github:index/repository:Repository");
const isDatabase = ofAny(
  ofType(
    "aws:rds/instance:Instance",
    "aws:rds/cluster:Cluster",
    "aws:dynamodb/table:Table",
    "supabase:index/project:Project",
  ),
  ofAzureType("dbforpostgresql", "Server", "FlexibleServer", "Database"),
  ofAzureType("sql", "Server", "Database"),
  ofAzureType("documentdb", "DatabaseAccount"),
);

/** What belongs to the archive: its bucket, everything that is set on it, and what it is encrypted with. */
const isPartOfArchive: TypeTest = (resource) =>
  isAuditBucket(resource) || (/^aws:(s3|kms)\//.test(resource.type) && archiveOf(resource) !== undefined);

const kinds: readonly { is: TypeTest; kind: string }[] = [
  { is: isPartOfArchive, kind: "Part of the audit archive" },
  { is: isKey, kind: "KMS key" },
  { is: isRepository, kind: "GitHub repository" },
];

export const protectedWhereLossIsFinal: Policy = {
  metadata,

  resource(resource, run) {
    const kind =
      kinds.find(({ is }) => is(resource))?.kind ??
      (isDatabase(resource) && !isOfDevelopment(resource, run) ? "Database" : undefined);
    if (kind === undefined) return [];
    return [...judgeProtection(resource, kind), ...judgeRepository(resource)];
  },
};

function judgeProtection(resource: Resource, kind: string): Finding[] {
  if (resource.protected) return [];
  return [violation({ kind, resource }, "must have the option protect; given: none")];
}

/** Where the protection was taken off, a repository still goes into the archive and not away. */
function judgeRepository(resource: Resource): Finding[] {
  if (!isRepository(resource)) return [];
  return judge({ kind: "GitHub repository", resource }, [exactly("archiveOnDestroy", true)]);
}
