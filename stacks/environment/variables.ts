import type * as pulumi from "@pulumi/pulumi";
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
    AUDIT_ROLE_ARN: handover.auditWriterRole,
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
  environment.setVariables(rollback, merged(common, ...services.map((service) => service.rollbackVariables)));
}

function backupVariables(name: string, { backupBucket, backupRoles }: Handover): Variables {
  const role = backupRoles[name];
  return backupBucket && role ? { BACKUP_BUCKET: backupBucket, BACKUP_ROLE_ARN: role } : {};
}

function merged(...parts: readonly Readonly<Variables>[]): Variables {
  return Object.assign({}, ...parts);
}
