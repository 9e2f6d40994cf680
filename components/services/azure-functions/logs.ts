import { Component as Insights } from "@pulumi/azure-native/applicationinsights/component.js";
import type { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import { DiagnosticSetting } from "@pulumi/azure-native/monitor/diagnosticSetting.js";
import { Workspace } from "@pulumi/azure-native/operationalinsights/workspace.js";
import * as pulumi from "@pulumi/pulumi";
import { type MonitoringLevel, reaches } from "../profile.ts";
import { type Place, placed } from "./place.ts";
import { assign, builtInRole } from "./roles.ts";

/** What a workspace can be told to keep, in days (Azure Monitor, "Data retention"). */
export const logRetention = { least: 30, most: 730 };

/** Why logs cannot be kept for that long; empty where they can. */
export function retentionProblems(days: number): string[] {
  const { least, most } = logRetention;
  if (Number.isInteger(days) && days >= least && days <= most) return [];
  return [
    `logRetentionDays: a whole number from ${least} to ${most}; given: ${days}. The audit archive keeps longer.`,
  ];
}

/** Where the environment's logs are kept. Read and written by identity alone. */
export function createWorkspace(place: Place, retentionInDays: number): Workspace {
  return new Workspace(
    place.child("logs"),
    {
      workspaceName: `${place.service}-logs`,
      ...placed(place),
      sku: { name: "PerGB2018" },
      retentionInDays,
      features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true },
    },
    { parent: place.parent },
  );
}

/** Takes the telemetry of the code, as the runtime and as nobody else. */
export function createInsights(
  place: Place,
  workspace: Workspace,
  runtime: UserAssignedIdentity,
  subscriptionId: string,
): Insights {
  const insights = new Insights(
    place.child("insights"),
    {
      resourceName: `${place.service}-insights`,
      ...placed(place),
      applicationType: "web",
      kind: "web",
      ingestionMode: "LogAnalytics",
      workspaceResourceId: workspace.id,
      disableLocalAuth: true,
    },
    { parent: place.parent },
  );
  assign(place, "runtime-telemetry", {
    scope: insights.id,
    principalId: runtime.principalId,
    roleDefinitionId: builtInRole(subscriptionId, "monitoringMetricsPublisher"),
  });
  return insights;
}

/**
 * Sends to the workspace what the level keeps. Who read a secret is known at every level: that is no question of how
 * closely the service is watched.
 */
export function keepLogs(
  place: Place,
  level: MonitoringLevel,
  workspace: Workspace,
  {
    vault,
    app,
    candidate,
    storage,
  }: Record<"vault" | "app" | "candidate" | "storage", pulumi.CustomResource>,
): void {
  keep(place, "vault", vault.id, workspace, ["AuditEvent"]);
  if (reaches(level, "full")) {
    keep(place, "app", app.id, workspace, ["FunctionAppLogs"], ["AllMetrics"]);
    keep(place, "candidate", candidate.id, workspace, ["FunctionAppLogs"], ["AllMetrics"]);
  }
  if (reaches(level, "comprehensive")) {
    const blobs = pulumi.interpolate`${storage.id}/blobServices/default`;
    keep(place, "storage", blobs, workspace, ["StorageRead", "StorageWrite", "StorageDelete"]);
  }
}

/** @param logs and `metrics` are the categories, by Azure's own names. */
function keep(
  place: Place,
  suffix: string,
  resourceUri: pulumi.Input<string>,
  workspace: Workspace,
  logs: readonly string[],
  metrics: readonly string[] = [],
): void {
  const enabled = (category: string) => ({ category, enabled: true });
  new DiagnosticSetting(
    place.child(`${suffix}-diagnostics`),
    {
      name: "to-log-analytics",
      resourceUri,
      workspaceId: workspace.id,
      logs: logs.map(enabled),
      metrics: metrics.map(enabled),
    },
    { parent: place.parent },
  );
}
