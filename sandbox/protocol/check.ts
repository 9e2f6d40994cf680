import { hexDigits } from "./naming.ts";
import { nearest } from "./nearest.ts";
import type { CheckFailure, Properties, ResourceType } from "./resource-type.ts";
import { partKnown, withoutNulls } from "./values.ts";

/** What the engine asks of a provider before it plans a change of a resource. */
export interface CheckRequest {
  urn: string;
  /** The resource's name in the program. */
  name: string;
  /** The inputs of the last deployment; empty for a new resource. */
  olds: Properties;
  news: Properties;
  /** Empty where the engine gives none. */
  seed: Uint8Array;
}

/** Fills in defaults and the physical name, and says what is wrong with the inputs. */
export function checkInputs(
  type: ResourceType,
  request: CheckRequest,
): { inputs: Properties; failures: CheckFailure[] } {
  const inputs = filledIn(type, request);
  const { known, unknown } = partKnown(inputs);
  const failures = [
    ...unknownKeys(type, inputs),
    ...missingArguments(type, inputs),
    ...(type.check?.(known, unknown) ?? []).filter(({ property }) => !unknown.has(property)),
  ];
  return { inputs, failures };
}

function filledIn(type: ResourceType, request: CheckRequest): Properties {
  const inputs = withoutNulls(request.news);
  for (const [property, rule] of Object.entries(type.inputs)) {
    if (rule.default !== undefined) inputs[property] ??= rule.default;
  }
  const auto = type.autoName;
  if (auto && ![auto.property, ...(auto.unless ?? [])].some((property) => property in inputs)) {
    const old = request.olds[auto.property];
    inputs[auto.property] =
      typeof old === "string" && auto.made(request.name, old)
        ? old
        : auto.make(request.name, hexDigits(request.seed, request.urn));
  }
  return inputs;
}

/** In the words of the Terraform bridge, without its habit of showing the value. */
function unknownKeys(type: ResourceType, inputs: Properties): CheckFailure[] {
  const allowed = Object.keys(type.inputs);
  return Object.keys(inputs)
    .filter((property) => !allowed.includes(property))
    .map((property) => {
      const meant = nearest(property, allowed);
      return { property, reason: `Invalid or unknown key.${meant ? ` Did you mean "${meant}"?` : ""}` };
    });
}

function missingArguments(type: ResourceType, inputs: Properties): CheckFailure[] {
  return Object.entries(type.inputs)
    .filter(([property, rule]) => rule.required && !(property in inputs))
    .map(([property]) => ({
      property,
      reason: `Missing required argument. The argument "${property}" is required, but no definition was found.`,
    }));
}
