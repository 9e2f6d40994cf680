import type { Resource } from "../../policies/form/resource.ts";
import { notKnown, type Properties } from "../../policies/form/value.ts";
import type { Registration } from "../components/recording.ts";
import { resource } from "./resources.ts";

/** What a component registered, as the policies see it: plain data, every resource below the component. */
export function below(registrations: readonly Registration[], component: string): Resource[] {
  const found = registrations.find(({ type }) => type === component);
  if (!found) throw new Error(`no ${component} was registered`);
  const parent = resource(component, found.name, plain(found.inputs));
  const others = registrations
    .filter(({ type }) => type !== component && type !== "pulumi:pulumi:Stack")
    .map(({ type, name, inputs }) => resource(type, name, plain(inputs), { parent }));
  return [parent, ...others];
}

/** The resources with the inputs of some types changed. */
export function broken(
  resources: readonly Resource[],
  type: string,
  change: (properties: Properties) => Properties,
): Resource[] {
  return resources.map((one) => (one.type === type ? { ...one, properties: change(one.properties) } : one));
}

/** The SDK's mark of a secret (a constant of the protocol). The engine takes it off before a policy sees the value. */
const secretMark = "4dabf18193072939515e22adb298388d";

function plain(value: unknown): Properties {
  return JSON.parse(JSON.stringify(value), (_key, part) => {
    if (typeof part !== "object" || part === null) return part;
    if ("__pulumiUnknown" in part) return notKnown;
    return secretMark in part && "value" in part ? part.value : part;
  });
}
