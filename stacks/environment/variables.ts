import * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../../components/environment/index.ts";
import { type Service, urlOf } from "../../components/services/service.ts";
import type { Handover } from "../handover.ts";
import type { EnvironmentSettings } from "../settings/schema.ts";
import type { Stage } from "../stage.ts";

type Variables = Record<string, pulumi.Input<string>>;

/** Gives the jobs of the entry and of the way back what they need to know; no secrets. */
export function setVariables(
  environment: Environment,
  settings: EnvironmentSettings,
  stage: Stage,
  given: {
    services: readonly Service[];
    handover: Handover;
    rollback: string | undefined;
    record: Readonly<Record<string, string>>;
  },
): void {
  const { services, handover, rollback } = given;
  const common: Variables = {
    AUDIT_BUCKET: handover.auditBucket,
    AUDIT_INDEX_BUCKET: handover.auditIndexBucket,
    ...writerVariable(settings.environment, handover),
    AWS_REGION: handover.auditRegion,
    ...Object.fromEntries(services.map((service) => [`${service.kind.toUpperCase()}_URL`, urlOf(service)])),
  };
  environment.setVariables(
    settings.environment,
    merged(
      common,
      backupVariables(settings.environment, handover),
      ...services.map((service) => service.deployVariables),
      given.record,
      stage.variables,
    ),
  );
  if (!rollback) return;
  environment.setVariables(
    rollback,
    merged(common, ...services.map((service) => service.rollbackVariables), stage.variables),
  );
}

/** @throws RunError where the shared stack was put up before the road had this environment. */
function writerVariable(name: string, { auditWriterRoles }: Handover): Variables {
  const role = auditWriterRoles[name];
  if (role !== undefined) return { AUDIT_ROLE_ARN: role };
  throw new pulumi.RunError(
    `Settings: the shared stack knows no environment ${name} yet, so its jobs could leave no evidence. ` +
      "Run first: pulumi up -s shared",
  );
}

function backupVariables(name: string, { backupBucket, backupRoles }: Handover): Variables {
  const role = backupRoles[name];
  return backupBucket && role ? { BACKUP_BUCKET: backupBucket, BACKUP_ROLE_ARN: role } : {};
}

function merged(...parts: readonly Readonly<Variables>[]): Variables {
  return Object.assign({}, ...parts);
}
