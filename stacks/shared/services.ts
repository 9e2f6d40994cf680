import type { Rules } from "../../components/runtime/index.ts";
import type { SharedSettings } from "../settings/schema.ts";
import type { Stage } from "../stage.ts";
import { roadOf } from "./road.ts";

type Services = NonNullable<Rules["environments"][string]["services"]>;

/** The services of a stage as the runtime asks them: those with a host and a health path. */
export function servicesOf(settings: SharedSettings, stage: Stage): Services {
  return Object.fromEntries(
    hostsOf(settings).flatMap(([name, platform]) => {
      const [health, deep, ...others] = stage.health[name] ?? [];
      if (health === undefined) return [];
      const kind: "backend" | "frontend" = platform === "vercel" ? "frontend" : "backend";
      return [
        [
          name,
          {
            kind,
            platform,
            address: `${kind.toUpperCase()}_URL`,
            health: { name: "health", path: health },
            ...(deep === undefined ? {} : { deep: { name: "deep health", path: deep } }),
            probes: others.map((path) => ({ name: path, path })),
          },
        ] as const,
      ];
    }),
  );
}

/** Each service with its host: those of the workflows, or the declared ones where no workflow is. */
function hostsOf(settings: SharedSettings): [name: string, platform: string][] {
  const { services, workflows } = settings;
  if (Object.keys(workflows.services).length > 0) {
    return roadOf(settings).services.flatMap(({ name, host }) => (host ? [[name, host]] : []));
  }
  return (["backend", "frontend"] as const).flatMap((name) => {
    const platform = services[name]?.platform;
    return platform ? [[name, platform]] : [];
  });
}
