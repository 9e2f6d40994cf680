import type { Monitoring as MonitoringComponent } from "../../components/monitoring/index.ts";
import type { Service } from "../../components/services/service.ts";
import type { EnvironmentSettings } from "../settings/schema.ts";
import type { Stage } from "../stage.ts";
import { tagsOf } from "../tags.ts";

/** Who watches the services from outside, and who hears of it. */
export function declareMonitoring(
  settings: EnvironmentSettings,
  stage: Stage,
  parts: { Monitoring: typeof MonitoringComponent } | undefined,
  services: readonly Service[],
): void {
  const { monitoring, application, environment, github, objectives } = settings;
  if (!monitoring || !stage.alerts || !parts || services.length === 0) return;
  const runs = `https://github.com/${github.owner}/${github.repository.name}/actions`;
  new parts.Monitoring(`${environment}-monitoring`, {
    ...monitoring,
    ...stage.alerts,
    application: application.name,
    environment,
    endpoints: services.map((service) => ({
      name: service.kind,
      host: service.host,
      probes: pathsOf(stage, service).map((path) => ({ path })),
      slowAboveMs: service.kind === "backend" ? objectives.healthP99 : objectives.frontendP90,
    })),
    links: [{ title: "Workflow runs", url: runs }],
    tags: tagsOf(settings),
  });
}

/** The paths by which a service's health is judged; a site's is its first page where the settings say nothing. */
export function pathsOf({ health }: Stage, { kind }: Pick<Service, "kind">): readonly string[] {
  return health[kind] ?? ["/"];
}
