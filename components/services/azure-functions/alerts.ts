import { ActionGroup } from "@pulumi/azure-native/monitor/actionGroup.js";
import { MetricAlert } from "@pulumi/azure-native/monitor/metricAlert.js";
import { ScheduledQueryRule } from "@pulumi/azure-native/monitor/scheduledQueryRule.js";
import type { Workspace } from "@pulumi/azure-native/operationalinsights/workspace.js";
import type { AppServicePlan } from "@pulumi/azure-native/web/appServicePlan.js";
import type { WebApp } from "@pulumi/azure-native/web/webApp.js";
import type { MonitoringLevel } from "../profile.ts";
import { errorLogs, type LogRule, logRule, type MetricRule, metricRules } from "./alert-rules.ts";
import { alertSenderOf } from "./names.ts";
import { type Place, placed } from "./place.ts";

export interface AlertOptions {
  /** Who hears of an alert. */
  emails: readonly string[];
  /** Of a failure, 0 being the worst (critical) and 4 the mildest (verbose); a warning is one step milder. */
  severity: 0 | 1 | 2 | 3 | 4;
}

/** What the alerts look at. */
export interface Watched {
  app: WebApp;
  plan: AppServicePlan;
  workspace: Workspace;
  sku: string;
  level: MonitoringLevel;
}

/** Tells people when the service fails or is about to. */
export function createAlerts(place: Place, options: AlertOptions, watched: Watched): void {
  const receivers = createReceivers(place, options);
  for (const rule of metricRules(watched.level, watched.sku)) {
    watchMetric(place, rule, options, receivers, watched[rule.on]);
  }
  const logs = logRule(watched.level);
  if (logs) watchLogs(place, logs, options, receivers, watched);
}

function createReceivers(place: Place, { emails }: AlertOptions): ActionGroup {
  const { tags, group } = place;
  return new ActionGroup(
    place.child("alert-receivers"),
    {
      actionGroupName: `${place.service}-alerts`,
      groupShortName: alertSenderOf(place.service),
      resourceGroupName: group.name,
      location: "Global",
      tags,
      enabled: true,
      emailReceivers: emails.map((emailAddress) => ({
        name: emailAddress,
        emailAddress,
        useCommonAlertSchema: true,
      })),
    },
    { parent: place.parent },
  );
}

function watchMetric(
  place: Place,
  rule: MetricRule,
  { severity }: AlertOptions,
  receivers: ActionGroup,
  target: WebApp | AppServicePlan,
): void {
  new MetricAlert(
    place.child(`alert-${rule.name}`),
    {
      ruleName: `${place.service}-${rule.name}`,
      description: `${place.service}: ${rule.description}`,
      resourceGroupName: place.group.name,
      location: "global",
      tags: place.tags,
      enabled: true,
      severity: rule.warning ? Math.min(severity + 1, 4) : severity,
      scopes: [target.id],
      windowSize: rule.window,
      evaluationFrequency: rule.every,
      autoMitigate: true,
      criteria: {
        odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        allOf: [
          {
            name: rule.name,
            criterionType: "StaticThresholdCriterion",
            metricNamespace: rule.on === "app" ? "Microsoft.Web/sites" : "Microsoft.Web/serverfarms",
            metricName: rule.metric,
            timeAggregation: rule.aggregation,
            operator: rule.operator,
            threshold: rule.threshold,
          },
        ],
      },
      actions: [{ actionGroupId: receivers.id }],
    },
    { parent: place.parent },
  );
}

function watchLogs(
  place: Place,
  rule: LogRule,
  { severity }: AlertOptions,
  receivers: ActionGroup,
  { app, workspace }: Watched,
): void {
  new ScheduledQueryRule(
    place.child("alert-error-logs"),
    {
      ruleName: `${place.service}-error-logs`,
      displayName: `${place.service}: errors in the log`,
      ...placed(place),
      kind: "LogAlert",
      enabled: true,
      severity: Math.min(severity + 1, 4),
      scopes: [workspace.id],
      windowSize: rule.window,
      evaluationFrequency: rule.every,
      autoMitigate: true,
      // A table is there with its first row: a new workspace has none that the query could be checked against.
      skipQueryValidation: true,
      criteria: {
        allOf: [
          {
            query: app.id.apply(errorLogs),
            timeAggregation: "Count",
            operator: "GreaterThan",
            threshold: rule.threshold,
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
          },
        ],
      },
      actions: { actionGroups: [receivers.id] },
    },
    { parent: place.parent },
  );
}
